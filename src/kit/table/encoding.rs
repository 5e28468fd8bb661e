//! How the bytes of a file are written: the encodings Japanese offices save in, and the workbook of
//! a spreadsheet.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};

use super::{Problem, workbook};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// UTF-8 with the mark that Excel writes before it.
    Utf8Mark,
    /// The Windows code page of Japan: `Shift_JIS` with 髙, 﨑 and ①.
    Cp932,
    EucJp,
    Utf16Le,
    Utf16Be,
    /// No text: a workbook (.xlsx).
    Xlsx,
}

impl Encoding {
    /// Every one there is.
    pub const ALL: [Self; 7] = [
        Self::Utf8,
        Self::Utf8Mark,
        Self::Cp932,
        Self::EucJp,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Xlsx,
    ];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Utf8 => "utf8",
            Self::Utf8Mark => "utf8_mark",
            Self::Cp932 => "cp932",
            Self::EucJp => "euc_jp",
            Self::Utf16Le => "utf16_le",
            Self::Utf16Be => "utf16_be",
            Self::Xlsx => "xlsx",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Mark => "UTF-8（BOMつき）",
            Self::Cp932 => "Shift_JIS（CP932）",
            Self::EucJp => "EUC-JP",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Xlsx => "Excel（xlsx）",
        }
    }

    /// Encodings a sender may choose from, when a file is not read right by itself: the word of
    /// the form, the words of the page, and whether it is the chosen one.
    pub fn choices(chosen: &str) -> Vec<(&'static str, &'static str, bool)> {
        let label = |own: Self| match own {
            // UTF-16 comes in two orders of bytes
            Self::Utf16Le => "UTF-16（リトルエンディアン）",
            Self::Utf16Be => "UTF-16（ビッグエンディアン）",
            other => other.label(),
        };
        [Self::Utf8, Self::Cp932, Self::EucJp, Self::Utf16Le, Self::Utf16Be]
            .into_iter()
            .map(|own| (own.code(), label(own), own.code() == chosen))
            .collect()
    }

    /// Reads the word of the database or of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// What a file looks like. Marks are believed first, then valid UTF-8, then the zeros of UTF-16,
    /// then what the letters are likeliest to be in Japan.
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK\x03\x04") {
            Self::Xlsx
        } else if bytes.starts_with(b"\xef\xbb\xbf") {
            Self::Utf8Mark
        } else if bytes.starts_with(b"\xff\xfe") {
            Self::Utf16Le
        } else if bytes.starts_with(b"\xfe\xff") {
            Self::Utf16Be
        } else if let Some(wide) = wide(bytes) {
            wide
        } else if std::str::from_utf8(bytes).is_ok() {
            Self::Utf8
        } else {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            let guess = detector.guess(Some(b"jp"), Utf8Detection::Allow);
            if guess == encoding_rs::EUC_JP { Self::EucJp } else { Self::Cp932 }
        }
    }

    fn decoder(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 | Self::Utf8Mark | Self::Xlsx => encoding_rs::UTF_8,
            // Shift_JIS of the web is CP932
            Self::Cp932 => encoding_rs::SHIFT_JIS,
            Self::EucJp => encoding_rs::EUC_JP,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
        }
    }
}

/// UTF-16 without a mark: every second byte of its commas, digits and line ends is zero. No other
/// encoding of a table has zeros.
fn wide(bytes: &[u8]) -> Option<Encoding> {
    let zeros = |first: usize| {
        bytes.iter().take(4096).skip(first).step_by(2).filter(|byte| **byte == 0).count()
    };
    match (zeros(0), zeros(1)) {
        (0, 0) => None,
        (even, odd) if even > odd => Some(Encoding::Utf16Be),
        _ => Some(Encoding::Utf16Le),
    }
}

/// The text of a file: as it is said to be written, or as it looks.
pub fn decode(bytes: &[u8], said: Option<Encoding>) -> Result<(String, Encoding), Problem> {
    const OLD: &str = "古い形式か、パスワードのついたExcelファイルです。Excelで「Excelブック（*.xlsx）」としてパスワードなしで保存し直してください。";
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(Problem::file(OLD));
    }
    let looks = Encoding::of(bytes);
    if looks == Encoding::Xlsx {
        return Ok((workbook::text(bytes)?, looks));
    }
    let encoding = match said.filter(|said| *said != Encoding::Xlsx) {
        // somebody who says UTF-8 does not know of the mark
        Some(Encoding::Utf8) if looks == Encoding::Utf8Mark => looks,
        Some(said) => said,
        None => looks,
    };
    let (text, lost) = encoding.decoder().decode_with_bom_removal(bytes);
    if lost || text.contains('\0') {
        let label = encoding.label();
        return Err(Problem::file(format!(
            "文字を{label}として読み取れません。表計算ソフトで「CSV UTF-8」として保存し直してください。"
        )));
    }
    Ok((text.into_owned(), encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "職員番号,氏名\r\n010234,髙橋 﨑①\r\n";

    fn utf16(mark: bool, little: bool) -> Vec<u8> {
        let mark = if mark { "\u{feff}" } else { "" };
        let units = format!("{mark}{TEXT}").encode_utf16().collect::<Vec<_>>();
        units.iter().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    }

    #[test]
    fn every_encoding_of_an_office_is_recognised_and_read() {
        let cp932 = encoding_rs::SHIFT_JIS.encode(TEXT).0.into_owned();
        let plain = TEXT.replace('①', "");
        let (euc, _, lost) = encoding_rs::EUC_JP.encode(&plain);
        assert!(!lost);
        let marked = [b"\xef\xbb\xbf".as_slice(), TEXT.as_bytes()].concat();
        for (bytes, encoding, text) in [
            (TEXT.as_bytes().to_vec(), Encoding::Utf8, TEXT),
            (marked, Encoding::Utf8Mark, TEXT),
            (cp932, Encoding::Cp932, TEXT),
            (euc.into_owned(), Encoding::EucJp, plain.as_str()),
            (utf16(true, true), Encoding::Utf16Le, TEXT),
            (utf16(true, false), Encoding::Utf16Be, TEXT),
            (utf16(false, true), Encoding::Utf16Le, TEXT),
            (utf16(false, false), Encoding::Utf16Be, TEXT),
            (b"1,2\r\n".to_vec(), Encoding::Utf8, "1,2\r\n"),
        ] {
            assert_eq!(decode(&bytes, None), Ok((text.to_owned(), encoding)), "{encoding:?}");
            assert_eq!(Encoding::from_code(encoding.code()), Some(encoding));
        }
    }

    #[test]
    fn what_is_said_of_a_file_is_believed_and_nonsense_is_refused() {
        let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(TEXT);
        assert!(decode(&cp932, Some(Encoding::Cp932)).is_ok());
        let wrong = decode(&cp932, Some(Encoding::Utf8)).unwrap_err();
        assert!(wrong.advice.contains("UTF-8として読み取れません"), "{wrong}");
        for bytes in [b"\x80\xff\xff".as_slice(), b"\xff\xfe\x00\x01\x00\x00", b"a\0b"] {
            let advice = decode(bytes, None).unwrap_err().advice;
            assert!(advice.contains("CSV UTF-8"), "{advice}");
        }
        let old = decode(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None).unwrap_err();
        assert!(old.advice.contains("xlsx"));
    }
}
