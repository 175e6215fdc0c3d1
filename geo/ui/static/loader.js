/* Fetches the map's script once and hands each change to it. Streamlit sends this text with
 * every change, so it is short; it watches from the first moment whether a map appears.
 */
export default async function (component) {
  const { data, parentElement } = component;
  const note = parentElement.querySelector('.za-box-note');
  const since = performance.now();
  const say = (text) => {
    note.textContent = text;
    note.hidden = !text;
  };
  const slow = setTimeout(() => say(data.slow), 5000);
  try {
    const main = await import(new URL(data.main, window.location.origin).href);
    return main.default(component, say, since);
  } catch (error) {
    say(data.failed); // thrown on, Streamlit would put its own words in the place of ours
    console.error(error);
    return undefined;
  } finally {
    clearTimeout(slow);
  }
}
