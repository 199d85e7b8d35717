/**
 * Loads a part of the page, again and again while the server is away: a part that is missing must not take the page with it.
 * The banner tells the owner meanwhile.
 */
export async function patiently<T>(load: () => Promise<T>, pause = 1000): Promise<T> {
  for (let wait = pause; ; wait = Math.min(wait * 2, 10 * pause)) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
