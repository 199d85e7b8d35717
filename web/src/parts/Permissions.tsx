// What an app may do to the server, the grave things first: in plain words, and then what exactly.

import { useTranslation } from 'react-i18next';
import type { PermissionMark } from '../api/client';
import { Icon, type IconName } from './icons';

const icons: Record<PermissionMark['severity'], IconName> = { red: 'warning', amber: 'bell', plain: 'check' };
const severities = ['red', 'amber', 'plain'] as const;

export function PermissionList({ permissions }: { permissions: PermissionMark[] }) {
  const { t } = useTranslation();
  if (permissions.length === 0) return <p className="dim">{t('permissions.none')}</p>;
  return (
    <>
      {severities.map((severity) => {
        const marks = permissions.filter((each) => each.severity === severity);
        if (marks.length === 0) return null;
        return (
          <section key={severity} className="permissions" aria-label={t(`permissions.${severity}`)}>
            <p className="permissions-group">{t(`permissions.${severity}`)}</p>
            <ul className="findings">
              {marks.map((mark) => (
                <li key={mark.id} className={severity} data-permission={mark.id}>
                  <span className="message-icon"><Icon name={icons[severity]} size={18} /></span>
                  <div>
                    <p>{t(`permission.${mark.kind}`, { defaultValue: mark.sentence })}</p>
                    <p className="dim permission-what">{mark.service}{mark.detail && `: ${mark.detail}`}</p>
                  </div>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
