// The page: chats on the left, one of them open, changes as they come (server-sent events).

import { clock, day, make, messageItem, textOf } from '/message.js';
import { post, toast } from '/acts.js';
import { offer, offerInline, withdraw } from '/offers.js';

const $ = (id) => document.getElementById(id);
const chats = new Map();
const pressed = new Map();
let bot = '';
let person = 0;
let commands = [];
let open = null;
let thread = 0;
let replyTo = null;
let fromStart = false;

const acts = {
  say, reply, show, inline: (query) => { type(`@${bot} ${query}`); },
  press: async (message, data, button) => {
    button.classList.add('waiting');
    const id = await post('press', {
      chat_id: message.chat.id, message_id: message.message_id, data, user_id: person,
    });
    if (id) pressed.set(id, button);
    else button.classList.remove('waiting');
  },
  deepLink: (address) => {
    if (address.hostname !== 't.me' || address.pathname !== `/${bot}`) return null;
    return () => start(address.searchParams.get('start'));
  },
};

const stream = new EventSource('/events');
stream.onopen = () => { $('line').textContent = 'live'; $('line').classList.add('live'); };
stream.onerror = () => {
  $('line').textContent = 'connection lost, trying again…';
  $('line').classList.remove('live');
};
stream.onmessage = (event) => take(JSON.parse(event.data));
queueMicrotask(() => take(JSON.parse($('state').textContent)));

function take(event) {
  if (event.kind === 'state') return begin(event);
  if (event.kind === 'chat') return keep(event.chat);
  if (event.kind === 'note') return note(event.note);
  if (event.kind === 'commands') { commands = event.commands; return undefined; }
  if (event.kind === 'callback') return answered(event);
  if (event.kind === 'inline') return offerInline(event, chooseInline, start);
  const chat = chats.get(event.chat);
  if (!chat) return undefined;
  if (event.kind === 'message') return put(chat, event.message);
  if (event.kind === 'deleted') return drop(chat, event.message);
  return undefined;
}

function begin(state) {
  bot = state.bot;
  commands = state.commands;
  person = state.people[0]?.id ?? 0;
  if (!open) fromStart = state.from_start;
  note(state.note);
  chats.clear();
  state.chats.forEach(remember);
  const wanted = Number(location.hash.slice(1));
  const first = open?.id ?? (wanted || [...chats.keys()].find((id) => id < 0));
  list();
  if (chats.has(first)) choose(first);
}

/** What this page is; a command in it can be pressed. */
function note(words) {
  const [before, command, after] = words.split(/(\/\w+)/);
  const parts = [before];
  if (command) {
    const button = make('button', '', command);
    button.type = 'button';
    button.onclick = () => say(command);
    parts.push(button, after);
  }
  $('note').hidden = !words;
  $('note').replaceChildren(...parts);
}

function remember(shape) {
  const known = chats.get(shape.id);
  const messages = new Map(shape.messages.map((message) => [message.message_id, message]));
  chats.set(shape.id, { ...shape, messages, unread: known?.unread ?? 0 });
}

function keep(shape) {
  remember(shape);
  list();
  if (open?.id === shape.id) choose(shape.id);
}

function put(chat, message) {
  const known = chat.messages.has(message.message_id);
  chat.messages.set(message.message_id, message);
  const seen = chat === open && !document.hidden;
  if (!known && !message.mine && !seen) chat.unread += 1;
  if (chat === open) draw(message);
  list();
}

function drop(chat, id) {
  chat.messages.delete(id);
  if (chat === open) document.getElementById(`m${id}`)?.remove();
  list();
}

function draw(message) {
  if (thread && (message.message_thread_id || 0) !== thread) return;
  const area = $('messages');
  const below = atEnd();
  const old = document.getElementById(`m${message.message_id}`);
  const item = messageItem(message, open, acts);
  if (old) {
    item.classList.add('changed');
    old.replaceWith(item);
  } else {
    if (area.dataset.day !== day(message.date)) separate(area, message);
    area.append(item);
  }
  if (below || message.mine) area.scrollTop = area.scrollHeight;
  $('down').hidden = atEnd();
}

function separate(area, message) {
  area.dataset.day = day(message.date);
  area.append(make('li', 'day', make('span', '', area.dataset.day)));
}

const atEnd = () => {
  const area = $('messages');
  return area.scrollHeight - area.scrollTop - area.clientHeight < 80;
};

function list() {
  const newest = (chat) => [...chat.messages.values()].at(-1);
  const age = (chat) => -(newest(chat)?.date ?? 0);
  const ordered = [...chats.values()].filter((chat) => chat.people.includes(person));
  ordered.sort((a, b) => age(a) - age(b));
  $('chats').replaceChildren(...ordered.map((chat) => {
    const last = newest(chat);
    const row = make('button', 'entry', avatar(chat), make('span', 'name', nameOf(chat)));
    row.type = 'button';
    row.append(make('time', 'when', last ? clock(last.date) : ''));
    row.append(make('span', 'last', last ? textOf(last).split('\n')[0].slice(0, 80) : about(chat)));
    if (chat.unread) {
      const badge = make('span', 'unread', String(chat.unread));
      badge.setAttribute('aria-label', `${chat.unread} unread`);
      row.append(badge);
    }
    if (chat === open) row.setAttribute('aria-current', 'true');
    row.onclick = () => choose(chat.id);
    return make('li', '', row);
  }));
}

const nameOf = (chat) => (chat.type === 'private' ? `@${bot}` : chat.title);

function about(chat) {
  if (chat.type === 'private') return `${chat.title}'s private chat with the bot`;
  if (chat.type === 'channel') return chat.username ? `channel · @${chat.username}` : 'channel';
  return chat.is_forum ? 'group with topics' : 'group';
}

function avatar(chat, node = make('span', 'avatar')) {
  node.className = `avatar tint${[...chats.keys()].indexOf(chat.id) % 5}`;
  node.textContent = nameOf(chat).replace('@', '').slice(0, 1).toUpperCase();
  node.setAttribute('aria-hidden', 'true');
  return node;
}

function choose(id) {
  const chat = chats.get(id);
  const same = open?.id === id;
  if (!same) { thread = 0; reply(null); withdraw(); }
  open = chat;
  chat.unread = 0;
  history.replaceState(null, '', `#${id}`);
  document.body.classList.add('reading');
  document.title = `${nameOf(chat)} · isswire`;
  $('title').textContent = nameOf(chat);
  $('about').textContent = about(chat);
  avatar(chat, $('avatar'));
  $('composer').hidden = chat.type === 'channel';
  $('readonly').hidden = chat.type !== 'channel';
  membership(chat);
  topics(chat);
  redraw(same);
  list();
}

/** `same`: the chat was open before, so stay where the reader is. */
function redraw(same) {
  const area = $('messages');
  const [top, below] = [area.scrollTop, atEnd()];
  area.replaceChildren();
  area.dataset.day = '';
  open.messages.forEach(draw);
  if (!area.children.length) area.append(make('li', 'empty', empty(open)));
  const first = fromStart && open.type === 'channel';
  if (first) fromStart = false;
  area.scrollTop = first ? 0 : same && !below ? top : area.scrollHeight;
  $('down').hidden = atEnd();
}

function empty(chat) {
  if (chat.type === 'channel') return 'Nothing posted yet. Alerts appear here as they go out.';
  return 'Write /start to begin.';
}

function topics(chat) {
  const named = [{ id: 0, name: 'All' }, ...chat.threads];
  $('threads').hidden = !chat.is_forum;
  $('threads').replaceChildren(...named.map((topic) => {
    const node = make('button', 'plain', topic.name);
    node.type = 'button';
    node.setAttribute('aria-pressed', String(topic.id === thread));
    node.onclick = () => { thread = topic.id; topics(chat); redraw(); };
    return node;
  }));
}

function membership(chat) {
  const inside = ['member', 'administrator'].includes(chat.bot);
  const [away, back] = chat.type === 'private' ? ['Block the bot', 'Unblock'] : ['Remove the bot', 'Add the bot'];
  const node = $('membership');
  $('more').hidden = chat.type === 'private' && chat.bot === 'none';
  $('more').open = false;
  node.textContent = inside ? away : back;
  const here = chat.type === 'channel' ? 'administrator' : 'member';
  node.onclick = () => post('status', { chat_id: chat.id, status: inside ? 'kicked' : here, by: person });
}

function say(text) {
  if (!open || open.type === 'channel') choose(person);
  const words = text.trim();
  if (!words) return;
  const body = { chat_id: open.id, user_id: person, text: words, thread_id: thread };
  if (replyTo) body.reply_to = replyTo;
  post('say', body);
  reply(null);
}

function reply(message) {
  replyTo = message?.message_id ?? null;
  $('replying').hidden = !message;
  if (!message) return;
  $('replying').firstElementChild.textContent = `Reply to: ${textOf(message).slice(0, 80)}`;
  $('text').focus();
}

function show(id) {
  const item = document.getElementById(`m${id}`);
  item?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  item?.classList.add('changed');
}

function answered(event) {
  pressed.get(event.callback)?.classList.remove('waiting');
  pressed.delete(event.callback);
  if (!event.text) return;
  if (event.alert) {
    $('alert').firstElementChild.textContent = event.text;
    $('alert').showModal();
  } else toast(event.text);
}

function start(payload) {
  choose(person);
  say(payload ? `/start ${payload}` : '/start');
}

function chooseInline(event, result) {
  post('choose', { query_id: event.inline, result_id: result.id, chat_id: open.id, user_id: person });
  $('text').value = '';
}

function type(words) {
  $('text').value = words;
  $('text').focus();
  suggest();
}

function suggest() {
  const words = $('text').value;
  $('menu').setAttribute('aria-expanded', 'false');
  if (words.startsWith(`@${bot} `)) {
    clearTimeout(suggest.timer);
    suggest.timer = setTimeout(
      () => post('inline', { user_id: person, query: words.slice(bot.length + 2) }), 250);
  } else if (/^\/\w*$/.test(words)) {
    offer(commands.filter((command) => `/${command.command}`.startsWith(words)), say, type);
    $('menu').setAttribute('aria-expanded', 'true');
  } else withdraw();
}

$('composer').onsubmit = (event) => {
  event.preventDefault();
  say($('text').value);
  $('text').value = '';
  withdraw();
};
$('text').oninput = suggest;
$('text').onkeydown = (event) => {
  if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); $('composer').requestSubmit(); }
  if (event.key === 'Escape') { withdraw(); reply(null); }
};
$('menu').onclick = () => (($('offers').hidden) ? type('/') : withdraw());
$('replying').querySelector('button').onclick = () => reply(null);
$('messages').onscroll = () => { $('down').hidden = atEnd(); };
$('down').onclick = () => { $('messages').scrollTop = $('messages').scrollHeight; };
$('back').onclick = () => { document.body.classList.remove('reading'); open = null; list(); };
