/** How often a part may be missing though the server answers: the server was updated meanwhile, and the page must be loaded again. */
const mostRefused = 3;

const serverAnswers = () => fetch('/healthz', { cache: 'no-store' }).then((answer) => answer.ok, () => false);

/**
 * Loads a part of the page, again and again while the server is away: a part that is missing must not take the page with it.
 * The banner tells the owner meanwhile. Fails when the server is there and does not have the part.
 */
export async function patiently<T>(load: () => Promise<T>, pause = 1000, answers: () => Promise<boolean> = serverAnswers): Promise<T> {
  let refused = 0;
  for (let wait = pause; ; wait = Math.min(wait * 2, 10 * pause)) {
    try {
      return await load();
    } catch (error) {
      if (await answers()) refused += 1;
      if (refused === mostRefused) throw error;
      await new Promise((resolve) => setTimeout(resolve, refused > 0 ? pause : wait));
    }
  }
}
