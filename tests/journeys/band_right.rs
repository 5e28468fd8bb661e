//! The right for bands: the confirmed result, the band and the code of the pay are three records with
//! three rights.

use axum::http::StatusCode;

use crate::{
    bands::planned,
    house::{House, INOUE, KUDO, SATO, WATANABE},
};

#[tokio::test]
async fn hr_without_the_right_for_bands_sees_none() {
    let house = House::open().await;
    planned(&house).await;
    house.plant("delete from hat where staff_id = 9 and hat = 'band'").await;
    for path in
        ["/hr/cycles/1/bands", "/hr/cycles/1/bands/scheme", "/hr/bands/1", "/hr/bands/1/decision"]
    {
        assert_eq!(house.get(KUDO, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/hr/cycles/1/bands/scheme", "/hr/bands/1/placements", "/hr/bands/1/decision"] {
        assert_eq!(house.post(KUDO, path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let year = house.get(KUDO, "/hr/cycles/1").await;
    assert!(year.status.is_success() && !year.html.contains("成績区分を決める"), "{}", year.html);
    // the right alone is not enough either: results are read on the way
    house.plant("insert into hat values (7, 'band', daterange('2021-04-01', null))").await;
    assert_eq!(house.get(WATANABE, "/hr/bands/1").await.status, StatusCode::NOT_FOUND);
    // the administrator gives it back, and the page of rights tells whose the bands are
    let right =
        [("hat", "band"), ("scope", ""), ("until", ""), ("hat-reason", "成績区分を担当するため")];
    assert_eq!(house.post(INOUE, "/accounts/9/hats", &right).await.location(), "/accounts/9");
    assert_eq!(house.get(KUDO, "/hr/bands/1").await.status, StatusCode::OK);
    assert!(house.get(KUDO, "/hr/cycles/1").await.html.contains("成績区分を決める"));
    assert!(house.get(SATO, "/rights").await.html.contains("成績区分担当"));
    house.close().await;
}
