// The connection of a terminal: bytes both ways over a WebSocket, small JSON texts beside them.

import { Problem } from '../api/client';

export type TerminalEnd = { reason: 'process' | 'container' | 'idle' | 'closed' | 'lost'; code: number | null } | { problem: Problem };

export interface TerminalSink {
  /** Called before any output. */
  started(shell: string): void;
  /** `done`: called when the piece was shown. */
  output(bytes: Uint8Array, done: () => void): void;
  ended(end: TerminalEnd): void;
}

const largestPiece = 16 * 1024; // of what is typed or pasted; the server takes 64 KiB at once
const mostWaiting = 512 * 1024; // bytes that came and are not shown yet; with more, the server is asked to wait
const encoder = new TextEncoder();

export const terminalPath = (name: string, query: Record<string, string>) => `/api/apps/${encodeURIComponent(name)}/terminal?${new URLSearchParams(query)}`;

/** What a text message of the server says; null: nothing this page knows. */
export function readControl(text: string): { started: string } | { ended: TerminalEnd } | null {
  let message: Record<string, unknown>;
  try {
    message = JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
  const word = (name: string) => (typeof message[name] === 'string' ? (message[name] as string) : '');
  if (message.type === 'started') return { started: word('shell') };
  if (message.type === 'error') return { ended: { problem: new Problem(word('key'), word('detail'), word('hint')) } };
  if (message.type !== 'exit') return null;
  const reason = word('reason');
  const known = reason === 'process' || reason === 'container' || reason === 'idle' || reason === 'closed';
  return { ended: { reason: known ? reason : 'lost', code: typeof message.code === 'number' ? message.code : null } };
}

/** A text in pieces that one message each may carry. */
export function pieces(bytes: Uint8Array, size = largestPiece): Uint8Array[] {
  const list: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) list.push(bytes.subarray(at, at + size));
  return list;
}

// A browser does not tell why a WebSocket was refused; the same call without the upgrade does.
async function whyRefused(path: string): Promise<TerminalEnd> {
  try {
    const answer = await fetch(path, { headers: { Accept: 'application/json' } });
    if (answer.status === 426) return { reason: 'lost', code: null };
    const body = (await answer.json()) as Record<string, string>;
    return { problem: new Problem(body.key ?? 'unknown', body.detail ?? '', body.hint ?? '') };
  } catch {
    return { problem: new Problem('no_connection', '', '') };
  }
}

export class TerminalLine {
  private readonly socket: WebSocket;
  private waiting = 0;
  private paused = false;
  private over = false;

  constructor(path: string, private readonly sink: TerminalSink) {
    this.socket = new WebSocket(path);
    this.socket.binaryType = 'arraybuffer';
    let opened = false;
    this.socket.addEventListener('open', () => { opened = true; });
    this.socket.addEventListener('message', (message: MessageEvent<string | ArrayBuffer>) => this.take(message.data));
    this.socket.addEventListener('close', () => {
      if (opened) this.end({ reason: 'lost', code: null });
      else if (!this.over) void whyRefused(path).then((end) => this.end(end));
    });
  }

  type(text: string) { this.send(encoder.encode(text)); }
  /** Characters of one byte each, as mouse reports are. */
  typeBytes(text: string) { this.send(Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 255)); }
  resize(cols: number, rows: number) { this.tell({ type: 'resize', cols, rows }); }
  /** Nothing more is told. */
  close() {
    this.over = true;
    this.socket.close();
  }

  private send(bytes: Uint8Array) {
    if (this.socket.readyState === WebSocket.OPEN) for (const piece of pieces(bytes)) this.socket.send(piece);
  }

  private tell(message: object) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private take(data: string | ArrayBuffer) {
    if (this.over) return;
    if (typeof data !== 'string') {
      this.waiting += data.byteLength;
      this.hold();
      this.sink.output(new Uint8Array(data), () => { this.waiting -= data.byteLength; this.hold(); });
      return;
    }
    const control = readControl(data);
    if (control && 'started' in control) this.sink.started(control.started);
    if (control && 'ended' in control) this.end(control.ended);
  }

  private hold() {
    const full = this.paused ? this.waiting > mostWaiting / 4 : this.waiting > mostWaiting;
    if (full === this.paused) return;
    this.paused = full;
    this.tell({ type: full ? 'pause' : 'resume' });
  }

  private end(end: TerminalEnd) {
    if (this.over) return;
    this.over = true;
    this.socket.close();
    this.sink.ended(end);
  }
}
