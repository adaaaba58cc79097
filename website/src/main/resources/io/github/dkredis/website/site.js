'use strict';
// The menu of a narrow screen, syntax colouring, diagrams, and folded parts that a link leads into.
(() => {
  const READABLE_WIDTH = 640;

  document.documentElement.classList.add('scripted');

  const menu = document.getElementById('site-menu');
  const pages = document.getElementById('site-pages');
  const showPages = shown => {
    menu.setAttribute('aria-expanded', String(shown));
    document.body.classList.toggle('pages-shown', shown);
  };
  menu.addEventListener('click', () => showPages(menu.getAttribute('aria-expanded') !== 'true'));
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && menu.getAttribute('aria-expanded') === 'true') {
      showPages(false);
      menu.focus();
    }
  });

  // The list of pages scrolls on its own, so bring the current page into its view.
  const current = pages.querySelector('[aria-current]');
  if (current && current.offsetTop > pages.clientHeight) {
    pages.scrollTop = current.offsetTop - pages.clientHeight / 2;
  }

  // A browser opens the folded parts around the target of a link by itself, but not every browser does.
  function* ancestors(element) {
    for (; element; element = element.parentElement) {
      yield element;
    }
  }
  const unfold = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target ? [...ancestors(target)].filter(element => element.matches('details:not([open])')) : [];
    folded.forEach(element => element.open = true);
    if (folded.length > 0) {
      target.scrollIntoView();
    }
  };
  window.addEventListener('hashchange', unfold);
  unfold();

  if (window.hljs) {
    hljs.registerAliases(['properties'], {languageName: 'ini'});
    for (const code of document.querySelectorAll('pre > code[class*="language-"]')) {
      if (hljs.getLanguage(/language-(\S+)/.exec(code.className)[1])) {
        hljs.highlightElement(code);
      }
    }
  }

  if (window.mermaid) {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const diagrams = [...document.querySelectorAll('pre.mermaid')];
    const sources = diagrams.map(diagram => diagram.textContent);
    const draw = async () => {
      mermaid.initialize({
        startOnLoad: false,
        theme: dark.matches ? 'dark' : 'neutral',
        themeVariables: {edgeLabelBackground: getComputedStyle(document.body).backgroundColor},
      });
      diagrams.forEach((diagram, i) => {
        diagram.removeAttribute('data-processed');
        diagram.textContent = sources[i];
      });
      await mermaid.run({nodes: diagrams});
      // A diagram shrinks with the page while its words can be read; on a narrower screen it scrolls in its box.
      for (const picture of document.querySelectorAll('pre.mermaid > svg')) {
        picture.style.minWidth = Math.min(picture.viewBox.baseVal.width, READABLE_WIDTH) + 'px';
      }
    };
    dark.addEventListener('change', draw);
    draw();
  }
})();
