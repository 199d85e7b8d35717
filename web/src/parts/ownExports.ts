// Exports that were begun in this tab: their files wait for it. Those of the command line are fetched and deleted by itself.

const key = 'furtka.exports';

function begun(): number[] {
  try { return JSON.parse(sessionStorage.getItem(key) ?? '[]') as number[]; } catch { return []; }
}
export function rememberExport(job: number) {
  try { sessionStorage.setItem(key, JSON.stringify([...begun(), job].slice(-50))); } catch { /* private mode */ }
}
/** Whether its file waits here to be fetched. */
export const waitsHere = (job: number, until: string | undefined, now = Date.now()) => until !== undefined && now < Date.parse(until) && begun().includes(job);
