// What a person does, told to the stand-in; what it says back in passing.

export function toast(words) {
  const node = document.createElement('div');
  node.className = 'toast';
  node.append(words);
  document.getElementById('toasts').append(node);
  setTimeout(() => node.remove(), 4000);
}

/** The result of `/control/<act>`; a refusal is shown as a toast and is undefined. */
export async function post(act, body) {
  const request = {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  };
  const answer = await fetch(`/control/${act}`, request)
    .then((response) => response.json())
    .catch(() => ({ description: 'No answer: is the bot still running?' }));
  if (!answer.ok) toast(answer.description);
  return answer.result;
}
