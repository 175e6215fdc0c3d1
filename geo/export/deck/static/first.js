/* Until deck.js has run, or has not been able to, the pages for readers without scripts stay hidden:
 * they would be seen for a moment, and their pictures decoded for nothing. */
(function (global) {
  'use strict';
  var root = global.document.documentElement;
  root.classList.add('zd-soon');
  global.addEventListener('load', function () { root.classList.remove('zd-soon'); });
})(window);
