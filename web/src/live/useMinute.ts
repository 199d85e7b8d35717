import { useEffect, useState } from 'react';

/** Drawn anew each minute, so that "5 minutes ago" stays true on a page that is left open. */
export function useMinute() {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 60_000);
    return () => clearInterval(timer);
  }, []);
}
