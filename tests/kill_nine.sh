#!/usr/bin/env bash
# No acknowledged write is lost (quality.md F03): 16 people save texts of their self-assessments
# while the portal is killed with SIGKILL, five times. Every text is numbered; after each restart
# every sheet is read back, and no field may hold an older number than the last acknowledged one.
# Afterwards no database server of the data folder may be left.
#
#   tests/kill_nine.sh [PROGRAM]     default: ${CARGO_TARGET_DIR:-target}/debug/jinzai
set -euo pipefail

program=$(realpath "${1:-${CARGO_TARGET_DIR:-target}/debug/jinzai}")
folder=$(mktemp -d "${TMPDIR:-/tmp}/jinzai-kill.XXXXXX")
# PostgreSQL does not run as root: its user must be able to enter
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT

env -u DATABASE_URL -u JINZAI_OWNER_URL -u JINZAI_EMPTY -u JINZAI_DATA -u SQLX_OFFLINE \
    python3 - "$program" "$folder" <<'PYTHON'
import collections, csv, glob, html, http.client, io, json, os, random, re, signal, socket
import subprocess, sys, threading, time, urllib.parse

PROGRAM, FOLDER = sys.argv[1:]
PASSWORD, WRITERS, KILLS = "jinzai-demo-2026", 16, 5
DATA = os.path.join(FOLDER, "data")
AREA = re.compile(r'<textarea[^>]*? name="([^"]+)"[^>]*?data-version="(\d+)"[^>]*>\n?(.*?)</textarea>', re.S)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


PORT, FIGURES = free_port(), free_port()


class Portal:
    def __init__(self):
        self.log = open(os.path.join(FOLDER, "portal.log"), "ab")
        self.process = None

    def start(self):
        began = time.monotonic()
        self.process = subprocess.Popen(
            [PROGRAM, "--data", DATA, "--listen", f"127.0.0.1:{PORT}", "--metrics", f"127.0.0.1:{FIGURES}"],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        while time.monotonic() < began + 120:
            if self.process.poll() is not None:
                raise SystemExit(f"the portal ended: {open(self.log.name).read()[-2000:]}")
            try:
                if ask("GET", "/readyz")[0] == 200:
                    return time.monotonic() - began
            except OSError:
                pass
            time.sleep(0.02)
        raise SystemExit("the portal did not start within two minutes")

    def end(self, how):
        self.process.send_signal(how)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise SystemExit("the portal did not stop within 30 seconds")


def ask(method, path, form=None, cookie=None, connection=None):
    own = connection is None
    connection = connection or http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
    headers = {"accept": "application/json" if form and path.endswith("/draft") else "text/html"}
    body = None
    if form is not None:
        body = urllib.parse.urlencode(form)
        headers["content-type"] = "application/x-www-form-urlencoded"
    if cookie:
        headers["cookie"] = cookie
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("set-cookie") or ""
    except http.client.HTTPException as error:
        raise ConnectionError(repr(error)) from error
    finally:
        if own:
            connection.close()


def sign_in(number):
    status, _, cookie = ask("POST", "/login", {"number": number, "password": PASSWORD})
    return cookie.split(";")[0] if status == 303 and cookie else None


class Writer(threading.Thread):
    """One person: saves the next number into one field after the other, as fast as it goes."""

    def __init__(self, number, cookie, sheet):
        super().__init__(daemon=True)
        self.number, self.cookie, self.sheet = number, cookie, sheet
        self.acknowledged, self.versions, self.sent = {}, {}, 0
        self.saves = self.conflicts = self.unanswered = 0
        self.strange = collections.Counter()
        self.running, self.up = threading.Event(), True

    def page(self):
        status, page, _ = ask("GET", f"/sheets/{self.sheet}/self-assessment", cookie=self.cookie)
        return {name: (int(version), html.unescape(text)) for name, version, text in AREA.findall(page)} if status == 200 else None

    def run(self):
        while self.up:
            self.running.wait()
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=20)
            try:
                while self.running.is_set() and self.up:
                    self.save(connection)
            except OSError:
                self.unanswered += 1
                time.sleep(0.02)
            finally:
                connection.close()

    def save(self, connection):
        self.sent += 1
        field = list(self.versions)[self.sent % len(self.versions)]
        form = {"field": field, "value": f"{self.sent} {self.number}の{field}", "version": self.versions[field]}
        status, body, _ = ask("POST", f"/sheets/{self.sheet}/self-assessment/draft", form, self.cookie, connection)
        if status != 200:
            self.strange[f"{status} {body[:80]}"] += 1
            time.sleep(0.02)
            return
        answer = json.loads(body)
        if field in answer["conflicts"]:
            # a save whose answer the kill swallowed had been stored
            self.conflicts += 1
            self.versions[field] = answer["conflicts"][field]["version"]
        elif field in answer["saved"]:
            self.saves += 1
            self.versions[field] = answer["saved"][field]
            self.acknowledged[field] = self.sent

    def lost(self):
        """The fields whose stored text is older than the last acknowledged one."""
        stored, gone = self.page(), []
        if stored is None:
            return [f"{self.number}: the sheet cannot be read, its session is lost"]
        for field, number in self.acknowledged.items():
            text = stored[field][1]
            found = int(re.match(r"\d+", text)[0]) if re.match(r"\d+", text) else 0
            if found < number:
                gone.append(f"{self.number} {field}: {number} was acknowledged, {found} is stored")
        return gone


def numbers_of_writers():
    listed = subprocess.run([PROGRAM, "--data", DATA, "demo", "accounts"], capture_output=True, text=True, check=True)
    rows = [line.split("\t") for line in listed.stdout.splitlines()]
    officers = [row[0] for row in rows if "職員課" in row[-1]]
    yield from (row[0] for row in rows)
    cookie = sign_in(officers[0])
    _, table, _ = ask("GET", "/hr/progress/overdue.csv?purpose=kill-nine", cookie=cookie)
    # those who hold their own sheet are still writing
    for row in csv.reader(io.StringIO(table)):
        if row[0] == row[5]:
            yield row[0]


def find_writers():
    writers, seen = [], set()
    for number in numbers_of_writers():
        if number in seen or len(writers) == WRITERS:
            continue
        seen.add(number)
        cookie = sign_in(number)
        _, home, _ = ask("GET", "/", cookie=cookie)
        sheet = re.search(r"/sheets/(\d+)/self-assessment", home)
        if cookie and sheet:
            writer = Writer(number, cookie, sheet[1])
            fields = writer.page()
            if fields:
                writer.versions = {name: version for name, (version, _) in fields.items()}
                writers.append(writer)
    if len(writers) < WRITERS:
        raise SystemExit(f"only {len(writers)} people may write; {WRITERS} are needed")
    return writers


def servers():
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            words = open(path, "rb").read().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if DATA in words and "postgres" in words and int(path.split("/")[2]) != os.getpid():
            found.append(f"{path.split('/')[2]} {words[:100]}")
    return found


def main(portal):
    print(f"the portal starts on an empty folder: {portal.start():.1f} s")
    writers = find_writers()
    for writer in writers:
        writer.start()
    lost = []
    for kill in range(1, KILLS + 1):
        for writer in writers:
            writer.running.set()
        wait = random.uniform(1, 3)
        time.sleep(wait)
        before = sum(w.saves for w in writers)
        portal.end(signal.SIGKILL)
        for writer in writers:
            writer.running.clear()
        again = portal.start()
        # whoever still waits for an answer of the killed portal has got none by now
        time.sleep(0.2)
        gone = [line for writer in writers for line in writer.lost()]
        lost += gone
        print(f"kill {kill} after {wait:.1f} s: {before} acknowledged so far, back in {again:.1f} s, {len(gone)} lost")
    for writer in writers:
        writer.up = False
        writer.running.set()
    for writer in writers:
        writer.join(30)
    lost += [line for writer in writers for line in writer.lost()]
    acknowledged = sum(w.saves for w in writers)
    print(f"{WRITERS} writers, {KILLS} kills: {acknowledged} acknowledged, {len(set(lost))} lost "
          f"({sum(w.unanswered for w in writers)} cut off, "
          f"{sum(w.conflicts for w in writers)} stored without an answer)")
    for line in sorted(set(lost))[:20]:
        print(f"  LOST {line}")
    strange = sum((w.strange for w in writers), collections.Counter())
    for answer, count in strange.most_common(5):
        print(f"  {count} times: {answer}")
    if not acknowledged or min(w.saves for w in writers) == 0:
        raise SystemExit("somebody was never answered: the test has shown nothing")
    portal.end(signal.SIGTERM)
    until = time.monotonic() + 15
    while servers() and time.monotonic() < until:
        time.sleep(0.1)
    left = servers()
    print(f"database servers left: {len(left)}")
    raise SystemExit(1 if lost or left else 0)


portal = Portal()
try:
    main(portal)
finally:
    if portal.process and portal.process.poll() is None:
        portal.process.kill()
    # the folder goes next, so its server must have gone before
    until = time.monotonic() + 15
    while servers() and time.monotonic() < until:
        time.sleep(0.1)
PYTHON
