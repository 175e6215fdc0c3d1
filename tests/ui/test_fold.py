"""What is folded away is not made, and stays open once a reader has opened it."""

from streamlit.testing.v1 import AppTest

from geo.ui.fold import name_fold

KEY = "page.fold"


def page():
    # Streamlit's test runs the body alone
    import streamlit as st  # noqa: PLC0415

    from geo.ui.fold import fold  # noqa: PLC0415

    if st.session_state.pop("forget", False):
        del st.session_state["page.fold"]
    with fold(st.session_state.get("label", "Table"), key="page.fold") as is_open:
        if is_open:
            st.text("inside")


def texts(app):
    return [element.value for element in app.expander[0].text]


def test_a_closed_fold_makes_nothing():
    app = AppTest.from_function(page).run()
    assert app.expander[0].label == "Table"
    assert texts(app) == []
    assert not app.expander[0].proto.expanded


def test_an_open_fold_stays_open_whatever_happens_to_its_widget():
    app = AppTest.from_function(page)
    app.session_state[name_fold(KEY)] = True
    assert texts(app.run()) == ["inside"]
    # a page that was opened anew by an address forgets its widgets
    app.session_state["forget"] = True
    assert texts(app.run()) == ["inside"]
    # another language makes another widget under the same key
    app.session_state["label"] = "表"
    app.run()
    assert app.expander[0].label == "表"
    assert texts(app) == ["inside"]
    assert app.expander[0].proto.expanded


def test_a_fold_is_open_in_its_own_visit_alone():
    first = AppTest.from_function(page)
    first.session_state[name_fold(KEY)] = True
    first.run()
    assert texts(AppTest.from_function(page).run()) == []
