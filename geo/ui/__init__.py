"""What the pages share: the map component, the address, tables and frame. Streamlit lives here."""
