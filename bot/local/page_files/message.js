// One message as a list item: reply, text, preview, buttons, and when it came.

import { link, rich } from '/rich.js';

export function make(tag, name = '', ...children) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...children);
  return node;
}

export const clock = (unix) => new Date(unix * 1000)
  .toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });

export const day = (unix) => new Date(unix * 1000)
  .toLocaleDateString(undefined, { day: 'numeric', month: 'long', year: 'numeric' });

export function textOf(message) {
  return message.text || message.caption || (message.photo ? 'Photo' : service(message));
}

/** `acts`: say, press, reply, show, deepLink; what the message can make happen. */
export function messageItem(message, chat, acts) {
  const item = make('li', 'message');
  item.id = `m${message.message_id}`;
  if (message.service) {
    item.classList.add('service');
    item.append(make('span', '', service(message)));
    return item;
  }
  item.classList.add(message.mine ? 'mine' : 'theirs');
  const bubble = make('div', 'bubble');
  if (chat.type !== 'private' && !message.mine && message.from) {
    bubble.append(make('p', 'author', message.from.first_name));
  }
  const topic = chat.threads?.find((one) => one.id === message.message_thread_id);
  if (topic) bubble.append(make('p', 'quiet', topic.name));
  if (message.alone) bubble.append(make('p', 'quiet', 'only you see this'));
  if (message.via_bot) bubble.append(make('p', 'author', 'via the bot'));
  if (message.reply_to_message) bubble.append(quoted(message.reply_to_message, message.quote, acts));
  if (message.photo) bubble.append(picture(message.photo[0].file_id));
  const body = make('div', 'text');
  body.dir = 'auto';
  body.append(rich(textOf(message), message.entities || message.caption_entities, acts));
  const preview = message.link_preview_options;
  const shown = preview?.url && !preview.is_disabled ? [card(preview, acts)] : [];
  bubble.append(...(preview?.show_above_text ? [...shown, body] : [body, ...shown]));
  bubble.append(meta(message), replyButton(message, acts));
  item.append(bubble);
  if (message.reply_markup) item.append(keyboard(message, acts));
  return item;
}

function quoted(replied, quote, acts) {
  const node = make('button', 'quoted');
  node.type = 'button';
  node.append(make('b', '', replied.from ? replied.from.first_name : replied.chat.title || ''));
  node.append(make('span', '', quote?.text || textOf(replied)));
  node.setAttribute('aria-label', `In reply to: ${textOf(replied).slice(0, 80)}`);
  node.onclick = () => acts.show(replied.message_id);
  return node;
}

function picture(fileId) {
  const node = make('img', 'photo');
  node.src = `/pictures/${encodeURIComponent(fileId)}`;
  node.alt = 'Picture';
  return node;
}

function card(preview, acts) {
  const node = link(preview.url, '', acts);
  node.className = preview.prefer_large_media ? 'card large' : 'card';
  const address = new URL(preview.url);
  const path = decodeURI(address.pathname).replace(/\/+$/, '').split('/').pop();
  node.append(make('b', '', address.hostname.replace(/^www\./, '')));
  const words = path.replace(/\.[a-z]+$/, '').replace(/[-_]+/g, ' ');
  if (/\p{L}{3}/u.test(words)) node.append(make('span', '', words));
  return node;
}

function meta(message) {
  const node = make('p', 'meta');
  if (message.silent) {
    const mark = make('span', 'silent', '🔕');
    mark.title = 'sent without sound';
    mark.setAttribute('role', 'img');
    mark.setAttribute('aria-label', 'sent without sound');
    node.append(mark);
  }
  if (message.edit_date) {
    const edited = make('span', '', message.edits > 1 ? `edited ×${message.edits}` : 'edited');
    edited.title = new Date(message.edit_date * 1000).toLocaleString();
    node.append(edited);
  }
  const time = make('time', '', clock(message.date));
  time.dateTime = new Date(message.date * 1000).toISOString();
  node.append(time);
  return node;
}

function replyButton(message, acts) {
  const node = make('button', 'reply icon', '↩');
  node.type = 'button';
  node.setAttribute('aria-label', 'Reply to this message');
  node.onclick = () => acts.reply(message);
  return node;
}

function keyboard(message, acts) {
  const node = make('div', 'keyboard');
  for (const row of message.reply_markup.inline_keyboard) {
    const line = make('div', 'row');
    for (const button of row) line.append(key(button, message, acts));
    node.append(line);
  }
  return node;
}

function key(button, message, acts) {
  if (button.url) {
    const node = link(button.url, button.text, acts);
    node.classList.add('key', 'away');
    return node;
  }
  const node = make('button', `key ${button.style || ''}`.trim(), button.text);
  node.type = 'button';
  node.onclick = () => {
    if (button.callback_data) acts.press(message, button.callback_data, node);
    else acts.inline(button.switch_inline_query ?? button.switch_inline_query_current_chat ?? '');
  };
  return node;
}

function service(message) {
  if (message.forum_topic_created) return `Topic “${message.forum_topic_created.name}” was opened`;
  if (message.forum_topic_closed) return 'The topic was closed';
  if (message.migrate_to_chat_id) return 'The group became a supergroup';
  if (message.migrate_from_chat_id) return 'The supergroup took over from the group';
  return '';
}
