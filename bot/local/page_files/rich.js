// A message's text with its entities, as DOM nodes: nothing is ever parsed as HTML.

const TAGS = {
  bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'pre',
  blockquote: 'blockquote', expandable_blockquote: 'blockquote', spoiler: 'span',
};
const FOUND = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])|(?<![\w/])(\/[a-z_]{1,32})(?![\w/])/gi;

/** Offsets of entities count UTF-16 units, as JavaScript's strings do. */
export function rich(text, entities = [], acts) {
  const waiting = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, waiting, acts);
  return root;
}

function fill(parent, text, from, to, waiting, acts) {
  let at = from;
  const literal = parent.matches?.('a, code, pre');
  while (waiting.length && waiting[0].offset < to) {
    const entity = waiting.shift();
    const end = Math.min(to, entity.offset + entity.length);
    plain(parent, text.slice(at, entity.offset), literal, acts);
    const node = element(entity, text.slice(entity.offset, end), acts);
    if (!node.childNodes.length) fill(node, text, entity.offset, end, waiting, acts);
    parent.append(node);
    at = Math.max(at, end);
    if (node.tagName === 'BLOCKQUOTE' && text[at] === '\n') at += 1; // it ends its row by itself
  }
  plain(parent, text.slice(at, to), literal, acts);
}

function plain(parent, text, literal, acts) {
  let at = 0;
  for (const found of literal ? [] : text.matchAll(FOUND)) {
    parent.append(text.slice(at, found.index));
    parent.append(found[1] ? link(found[1], found[1], acts) : command(found[2], acts));
    at = found.index + found[0].length;
  }
  parent.append(text.slice(at));
}

function element(entity, words, acts) {
  if (entity.type === 'text_link') return link(entity.url, '', acts);
  if (entity.type === 'bot_command') return command(words, acts);
  if (entity.type === 'date_time') return moment(entity);
  const node = document.createElement(TAGS[entity.type] || 'span');
  if (entity.type === 'expandable_blockquote') {
    node.className = 'closed long';
    node.onclick = () => node.classList.toggle('closed');
  }
  if (entity.type === 'spoiler') {
    node.className = 'spoiler';
    node.tabIndex = 0;
    node.onclick = () => node.classList.add('open');
  }
  return node;
}

/** A link of the bot itself (`t.me/<bot>?start=...`) is acted on here instead of followed. */
export function link(url, words, acts) {
  const node = document.createElement('a');
  if (words) node.append(words);
  let address;
  try { address = new URL(url); } catch { return node; }
  if (!['http:', 'https:', 'mailto:', 'tg:'].includes(address.protocol)) return node;
  node.href = address.href;
  node.target = '_blank';
  node.rel = 'noopener noreferrer nofollow';
  if (acts.deepLink(address)) {
    node.removeAttribute('target');
    node.onclick = (event) => { event.preventDefault(); acts.deepLink(address)(); };
  }
  return node;
}

function command(words, acts) {
  const node = document.createElement('button');
  node.type = 'button';
  node.className = 'command';
  node.append(words);
  node.onclick = () => acts.say(words);
  return node;
}

function moment(entity) {
  const node = document.createElement('time');
  const at = new Date(entity.unix_time * 1000);
  node.dateTime = at.toISOString();
  node.title = at.toLocaleString();
  const form = entity.date_time_format || '';
  if (form && form !== 'r') node.append(at.toLocaleString(undefined, options(form)));
  return node;
}

function options(form) {
  const wanted = {};
  if (form.includes('w')) wanted.weekday = form.includes('D') ? 'long' : 'short';
  if (form.includes('d')) Object.assign(wanted, { day: '2-digit', month: '2-digit', year: '2-digit' });
  if (form.includes('D')) Object.assign(wanted, { day: 'numeric', month: 'long', year: 'numeric' });
  if (/t/i.test(form)) Object.assign(wanted, { hour: '2-digit', minute: '2-digit' });
  if (form.includes('T')) wanted.second = '2-digit';
  return wanted;
}
