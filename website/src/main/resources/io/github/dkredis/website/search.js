'use strict';
// The search over all sections of all pages. The index is loaded when the reader first goes to the box.
(() => {
  const MOST_RESULTS = 20;
  const CONTEXT = 70;

  const root = document.documentElement.dataset.root;
  const box = document.getElementById('site-search');
  const list = document.getElementById('site-results');
  const status = document.getElementById('site-status');
  let loading = null;
  let sections = [];
  let chosen = -1;

  // A script and no request for JSON: a page that was opened from a file may load the one but not the other.
  const prepare = () => loading ??= new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = root + 'assets/search-index.js';
    script.onload = () => {
      sections = window.dkredisSearchIndex.map(section => ({
        ...section,
        parts: [[section.heading.toLowerCase(), 8], [section.page.toLowerCase(), 4], [section.text.toLowerCase(), 1]],
      }));
      done();
    };
    script.onerror = () => failed(new Error('could not load ' + script.src));
    document.head.append(script);
  });

  // A word counts where it occurs, most in a heading, and more as a whole word or the beginning of one; often is better.
  const scoreOf = (text, word) => {
    let best = 0;
    let count = 0;
    for (let at = text.indexOf(word); at >= 0 && count < 6; at = text.indexOf(word, at + 1)) {
      const begins = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]);
      const ends = at + word.length === text.length || !/[\p{L}\p{N}]/u.test(text[at + word.length]);
      best = Math.max(best, begins && ends ? 4 : begins ? 2 : 1);
      count++;
    }
    return best + count / 2;
  };

  // Sections with all words come first; those with some of them only if there are none with all.
  const find = words => {
    const scored = sections.map(section => {
      const scores = words.map(word => Math.max(...section.parts.map(([text, weight]) => weight * scoreOf(text, word))));
      const phrase = section.parts.some(([text]) => text.includes(words.join(' '))) ? 4 : 0;
      return {section, found: scores.filter(score => score > 0).length, score: scores.reduce((a, b) => a + b, phrase)};
    });
    const most = Math.max(...scored.map(result => result.found));
    return most === 0 ? [] : scored
        .filter(result => result.found === most)
        .sort((a, b) => b.score - a.score)
        .map(result => result.section);
  };

  // The part of a text around the words that were found, with each of them marked.
  const excerpt = (text, words) => {
    const pattern = new RegExp(words.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'gi');
    const phrase = text.toLowerCase().indexOf(words.join(' '));
    const first = phrase >= 0 ? phrase : Math.max(text.search(pattern), 0);
    const start = first < CONTEXT ? 0 : text.indexOf(' ', first - CONTEXT) + 1;
    const blank = text.indexOf(' ', start + 2.5 * CONTEXT);
    const end = blank < 0 ? text.length : blank;
    const part = (start > 0 ? '… ' : '') + text.slice(start, end) + (end < text.length ? ' …' : '');
    const line = document.createElement('span');
    let last = 0;
    for (const match of part.matchAll(pattern)) {
      const mark = document.createElement('mark');
      mark.textContent = match[0];
      line.append(part.slice(last, match.index), mark);
      last = match.index + match[0].length;
    }
    line.append(part.slice(last));
    return line;
  };

  const entry = (section, position, words) => {
    const link = document.createElement('a');
    link.id = 'site-result-' + position;
    link.href = root + section.url;
    link.setAttribute('role', 'option');
    link.tabIndex = -1;
    const title = document.createElement('b');
    title.textContent = section.url.includes('#') ? section.page + ' › ' + section.heading : section.heading;
    link.append(title, excerpt(section.text, words));
    return link;
  };

  const choose = position => {
    const entries = list.children;
    entries[chosen]?.removeAttribute('aria-selected');
    chosen = entries.length === 0 ? -1 : (position + entries.length) % entries.length;
    const link = entries[chosen];
    if (link) {
      link.setAttribute('aria-selected', 'true');
      link.scrollIntoView({block: 'nearest'});
      box.setAttribute('aria-activedescendant', link.id);
    } else {
      box.removeAttribute('aria-activedescendant');
    }
  };

  const show = (results, words) => {
    list.replaceChildren(...results.slice(0, MOST_RESULTS).map((section, i) => entry(section, i, words)));
    list.hidden = results.length === 0;
    box.setAttribute('aria-expanded', String(results.length > 0));
    choose(0);
  };

  const close = () => {
    show([], []);
    status.textContent = '';
  };

  const search = async () => {
    const query = box.value;
    const words = query.toLowerCase().split(/\s+/).filter(word => word !== '');
    if (words.length === 0) {
      close();
      return;
    }
    try {
      await prepare();
    } catch (e) {
      status.textContent = 'The search is not available: ' + e.message;
      return;
    }
    if (query !== box.value) {
      return; // The reader typed on while the index was loaded, which has its own call.
    }
    const results = find(words);
    show(results, words);
    status.textContent = results.length === 0 ? 'Nothing found' : results.length + ' found';
  };

  box.addEventListener('focus', () => {
    prepare().catch(() => {}); // said once there is a word to search for
    search();
  });
  box.addEventListener('input', search);
  box.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown') {
      choose(chosen + 1);
    } else if (event.key === 'ArrowUp') {
      choose(chosen - 1);
    } else if (event.key === 'Enter' && chosen >= 0) {
      list.children[chosen].click();
    } else if (event.key === 'Escape' && !list.hidden) {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
  document.addEventListener('keydown', event => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
  document.addEventListener('click', event => {
    if (!event.target.closest('.search') || event.target.closest('.results a')) {
      close();
    }
  });
  box.closest('.search').addEventListener('focusout', event => {
    if (event.relatedTarget && !event.relatedTarget.closest('.search')) {
      close();
    }
  });
})();
