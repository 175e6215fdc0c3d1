/* What the page around Streamlit's own needs: the theme said at the root, a main landmark, and a
 * way past the menu for those who go by keyboard. */

/* Popovers and lists float outside of .stApp, and take their colours from the root. */
function followTheme(app) {
  const tell = () => {
    const scheme = getComputedStyle(app).colorScheme === 'dark' ? 'dark' : 'light';
    if (document.documentElement.dataset.zaTheme === scheme) return;
    document.documentElement.dataset.zaTheme = scheme;
    document.documentElement.style.colorScheme = scheme;
  };
  tell();
  if (app.zaFollowed) return;
  app.zaFollowed = true;
  new MutationObserver(tell).observe(app, { attributes: true, attributeFilter: ['class'] });
}

function offerSkip(words) {
  let link = document.querySelector('.za-skip');
  if (!link) {
    link = document.createElement('a');
    link.className = 'za-skip';
    link.href = '#';
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const goal = document.querySelector('.za-map') || document.querySelector('.stApp h1');
      if (!goal) return;
      if (!goal.hasAttribute('tabindex')) goal.setAttribute('tabindex', '-1');
      goal.focus();
    });
    document.body.prepend(link);
  }
  link.textContent = words;
}

export default function (data) {
  document.documentElement.lang = data.lang === 'zh' ? 'zh-CN' : 'en';
  const app = document.querySelector('.stApp');
  if (app) followTheme(app);
  const main = document.querySelector('[data-testid="stMain"]');
  if (main) main.setAttribute('role', 'main');
  offerSkip(data.skip);
}
