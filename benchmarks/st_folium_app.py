"""The named alternative as an app: one choropleth of the counties in st_folium."""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from benchmarks import subject
from benchmarks.choropleth import explore_map

step = int(st.query_params.get("step", "0"))
st_folium(explore_map(subject.county_view(step)), key=f"map{step}", returned_objects=[], width=900)
