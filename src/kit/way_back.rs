//! The way on from something that could not be done: the page of the thing it was about. Pure.

use super::Route;

fn is_hole(segment: &str) -> bool {
    segment.starts_with('{')
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}

/// The address of the page about the thing of a request: the nearest page above it that is for the
/// same people, else the form's own page, else the nearest page above it at all. None: only home.
pub fn way_back(table: &[Route], method: &str, route: &str, path: &str) -> Option<String> {
    let (pattern, real) = (segments(route), segments(path));
    if pattern.len() != real.len() {
        return None;
    }
    let who = table.iter().find(|r| r.method == method && r.path == route)?.who;
    let page = |len: usize| {
        let up = pattern.get(..len)?;
        table.iter().find(|r| r.method == "GET" && segments(r.path) == up)
    };
    let posted = method == "POST";
    let holes = pattern.iter().any(|segment| is_hole(segment));
    let is_thing = |len: &usize| !holes || pattern.iter().take(*len).any(|s| is_hole(s));
    let own = || (posted && page(pattern.len()).is_some()).then_some(pattern.len());
    let itself = own().filter(|_| pattern.last().is_some_and(|last| is_hole(last)));
    let above = || (1..pattern.len()).rev();
    let len = itself
        .or_else(|| above().filter(is_thing).find(|len| page(*len).is_some_and(|r| r.who == who)))
        .or_else(own)
        .or_else(|| above().find(|len| page(*len).is_some()))?;
    Some(format!("/{}", real.get(..len)?.join("/")))
}

/// Whether a value is text somebody wrote, and no code or number of a form.
pub fn is_written(value: &str) -> bool {
    !value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_leads_to_the_thing_and_to_nobody_elses_page() {
        let route = |method, path, who| Route { method, path, who };
        let table = [
            route("GET", "/hr/orders", "HR"),
            route("POST", "/hr/orders/effect", "HR"),
            route("GET", "/hr/orders/{id}", "HR"),
            route("POST", "/hr/orders/{id}", "HR"),
            route("GET", "/hr/orders/{id}/decision", "HR"),
            route("POST", "/hr/orders/{id}/decision", "HR"),
            route("GET", "/complaints/{id}", "the person"),
            route("GET", "/complaints/{id}/petition", "the person and HR"),
            route("POST", "/complaints/{id}/petition", "the person and HR"),
            route("POST", "/complaints/{id}/petition/check", "the person and HR"),
            route("GET", "/hr/staff", "HR"),
            route("POST", "/hr/staff/{id}/end", "HR"),
            route("POST", "/session", "anyone"),
        ];
        let back = |method, pattern: &str, path| way_back(&table, method, pattern, path);
        let to = |path: &str| Some(path.to_owned());
        assert_eq!(back("POST", "/hr/orders/effect", "/hr/orders/effect"), to("/hr/orders"));
        assert_eq!(back("POST", "/hr/orders/{id}", "/hr/orders/7"), to("/hr/orders/7"));
        let decision = ("/hr/orders/{id}/decision", "/hr/orders/7/decision");
        assert_eq!(back("POST", decision.0, decision.1), to("/hr/orders/7"));
        assert_eq!(back("GET", decision.0, decision.1), to("/hr/orders/7"), "not to itself");
        let petition = to("/complaints/3/petition");
        assert_eq!(back("POST", "/complaints/{id}/petition", "/complaints/3/petition"), petition);
        let check = ("/complaints/{id}/petition/check", "/complaints/3/petition/check");
        assert_eq!(back("POST", check.0, check.1), petition);
        assert_eq!(back("POST", "/hr/staff/{id}/end", "/hr/staff/5/end"), to("/hr/staff"));
        assert_eq!(back("POST", "/session", "/session"), None);
        assert_eq!(back("GET", "/nowhere", "/nowhere"), None);
    }

    #[test]
    fn codes_and_numbers_of_a_form_are_not_text() {
        let codes = ["", "transfer", "12", "0199c1e0-7c5a-7000-8000-000000000000", "first_review"];
        assert!(codes.iter().all(|code| !is_written(code)));
        assert!(["令和9年4月1日", "2027/4/1", "two words"].iter().all(|text| is_written(text)));
    }
}
