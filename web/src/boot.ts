// What the document brings is painted first: the program of the page keeps the processor for a while.

import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { patiently } from './parts/patiently';

let begun = false;
const begin = () => {
  if (begun) return;
  begun = true;
  void patiently(() => import('./main'));
};
requestAnimationFrame(() => setTimeout(begin));
setTimeout(begin, 300); // a tab in the background paints nothing
