"""A test finds nothing in its profile that another test left there."""

import pytest

from tests.browser.conftest import make_as_new

pytestmark = pytest.mark.browser

_LEAVE = """async () => {
  localStorage.setItem('left', '1');
  sessionStorage.setItem('left', '1');
  document.cookie = 'left=1; path=/';
  await (await caches.open('left')).put('/left', new Response('1'));
  await new Promise((done, fail) => {
    const asked = indexedDB.open('left', 1);
    asked.onsuccess = () => { asked.result.close(); done(); };
    asked.onerror = fail;
  });
}"""
_FIND = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  cookie: document.cookie.includes('left=1'),
  caches: await caches.keys(),
  databases: (await indexedDB.databases()).map((one) => one.name),
  clipboard: (await navigator.permissions.query({name: 'clipboard-read'})).state,
})"""
NOTHING = {
    "local": 0,
    "session": 0,
    "cookie": False,
    "caches": [],
    "databases": [],
    "clipboard": "prompt",
}
LEFT = {
    "local": 1,
    "session": 1,
    "cookie": True,
    "caches": ["left"],
    "databases": ["left"],
    "clipboard": "granted",
}


def test_nothing_is_left_for_the_next_test(kept_profile, app_server):
    profile, anchor = kept_profile
    address = f"{app_server.url}/_stcore/health"
    profile.grant_permissions(["clipboard-read"])
    profile.route("**/*", lambda route: route.fulfill(body="left"))
    page = profile.new_page()
    page.goto(address)
    page.evaluate(_LEAVE)
    assert page.evaluate(_FIND) == LEFT
    assert page.inner_text("body") == "left"

    make_as_new(profile, anchor)

    assert profile.pages == [anchor]
    page = profile.new_page()
    page.goto(address)
    assert page.evaluate(_FIND) == NOTHING
    assert page.inner_text("body") == "ok"
    make_as_new(profile, anchor)
