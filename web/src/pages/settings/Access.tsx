// Who may do what here: people, and programs.

import { TokensSection } from './access/Tokens';
import { UsersSection } from './access/Users';

export function Access() {
  return <><UsersSection /><TokensSection /></>;
}
