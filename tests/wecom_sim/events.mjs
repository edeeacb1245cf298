/** Server-sent events: what changes in the threads that one member sees, or everything with the ledger for tests. */
export function stream_events(sim, req, res, url) {
  const viewer = url.searchParams.get('as') ?? '';
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
  });
  res.write('retry: 1000\n\n');
  const send = (type, value) => res.write(`event: ${type}\ndata: ${JSON.stringify(value)}\n\n`);
  const on_change = ({ type, message }) => {
    if (type === 'world') return send('world', {});
    if (viewer && !sim.people.may_read(message.thread, viewer)) return undefined;
    if (message.hidden_from?.includes(viewer)) return undefined;
    return send(type, sim.chats.seen(message, viewer));
  };
  const beat = setInterval(() => res.write(': beat\n\n'), 15_000);
  const stop_ledger = url.searchParams.get('ledger')
    ? sim.ledger.listen((line) => send('ledger', line))
    : () => {};
  const end = () => {
    clearInterval(beat);
    stop_ledger();
    sim.chats.off('change', on_change);
    sim.chats.off('close', end);
    res.end();
  };
  sim.chats.on('change', on_change);
  sim.chats.on('close', end);
  res.on('close', end);
}
