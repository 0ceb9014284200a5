// What is offered above the message field: commands, and results of an inline query.

import { make } from '/message.js';

const box = document.getElementById('offers');

export function withdraw() {
  box.hidden = true;
  box.replaceChildren();
}

function fill(rows) {
  box.replaceChildren(...rows);
  box.hidden = !rows.length;
}

function row(title, words, act) {
  const node = make('button', 'offer', make('b', '', title), make('span', '', words || ''));
  node.type = 'button';
  node.setAttribute('role', 'option');
  node.onclick = () => { withdraw(); act(); };
  return node;
}

const NEEDS_WORDS = ['track', 'search', 'story', 'why', 'untrack'];

/** Commands that need words are put into the field, the others said at once. */
export function offer(commands, say, type) {
  fill(commands.map((command) => row(`/${command.command}`, command.description, () => {
    const text = `/${command.command}`;
    if (NEEDS_WORDS.includes(command.command)) type(`${text} `);
    else { say(text); document.getElementById('text').value = ''; }
  })));
}

export function offerInline(event, choose, start) {
  const above = event.above.text ? [row(event.above.text, '', () => start(event.above.start_parameter))] : [];
  fill([...above, ...event.results.map((result) => row(result.title, result.description, () => choose(event, result)))]);
}
