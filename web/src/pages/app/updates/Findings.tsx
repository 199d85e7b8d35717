// What an owner should know before an update: in plain words, and then what was found.

import { useTranslation } from 'react-i18next';
import type { Finding } from '../../../api/updates';
import { Icon } from '../../../parts/icons';

export function Findings({ findings }: { findings: Finding[] }) {
  const { t } = useTranslation();
  if (findings.length === 0) return null;
  return (
    <ul className="findings">
      {findings.map((each) => (
        <li key={`${each.service} ${each.key} ${each.message}`} className={each.severity} data-finding={each.key}>
          <span className="message-icon"><Icon name={each.severity === 'serious' ? 'warning' : 'bell'} size={18} /></span>
          <div>
            <p><strong>{t(`severity.${each.severity}`)}</strong> {t(`finding.${each.key}`, { defaultValue: '' })}</p>
            <p className="dim">{each.service && `${each.service}: `}{each.message}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
