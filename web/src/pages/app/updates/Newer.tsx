// Newer than what the app's tags can become: told, never taken by an update.

import { useTranslation } from 'react-i18next';
import type { Update } from '../../../api/updates';
import { whyText } from '../../../parts/UpdateWords';

export function Newer({ update }: { update: Update }) {
  const { t } = useTranslation();
  // One service has said it with the app already.
  const others = update.services.length > 1 ? update.services.filter((each) => each.reason !== null && each.reason !== update.reason) : [];
  const newer = update.services.filter((each) => each.newer_tag);
  if (newer.length === 0 && others.length === 0) return null;
  return (
    <ul className="newer">
      {newer.map((each) => <li key={each.service}>{t('update.newer_tag', { service: each.service, tag: each.newer_tag, image: each.image })}</li>)}
      {others.map((each) => <li key={`why ${each.service}`}>{each.service}: {whyText(t, each)}</li>)}
    </ul>
  );
}
