// Services, ports, data, and what the author says.

import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router-dom';
import { useApp, useAppInFull, useNameOf } from '../../live/hooks';
import { useMay } from '../../live/me';
import { useMinute } from '../../live/useMinute';
import { Facts, WebLink } from '../../parts/Facts';
import { bytes, lasting, shortId } from '../../parts/format';
import { Message } from '../../parts/Message';
import { NewPermissions } from '../../parts/NewPermissions';
import { PermissionList } from '../../parts/Permissions';
import { StateLabel } from '../../parts/StateLabel';
import { patiently } from '../../parts/patiently';
import { useStats } from '../../parts/stats';
import { ExportApp } from './Export';

const Charts = lazy(() => patiently(() => import('../../parts/Charts')));
const Markdown = lazy(() => patiently(() => import('../../parts/Markdown')));

export function Overview() {
  const { t, i18n } = useTranslation();
  const { name = '' } = useParams();
  const { points, services: figures } = useStats(name);
  useMinute();
  const app = useApp(name);
  const nameOf = useNameOf();
  const { admin } = useMay();
  const full = useAppInFull(name).data;
  if (!app) return null;
  const up = (service: string) => full?.started.find((each) => each.service === service)?.at;
  const links = (names: string[]) => names.map((each, at) => <span key={each}>{at > 0 && ', '}<Link to={`/apps/${each}`}>{nameOf(each)}</Link></span>);
  return (
    <div className="columns">
      <section className="panel" aria-labelledby="services">
        <h2 id="services">{t('overview.services')}</h2>
        {app.services.length === 0 && <p className="dim">{t('overview.no_services')}</p>}
        <div className="charts"><Suspense><Charts points={points} /></Suspense></div>
        <ul className="services">
          {app.services.map((service) => (
            <li key={service.service} data-service={service.service}>
              <div className="service-head">
                <strong>{service.service}</strong>
                <span className="service-state"><StateLabel state={service.state} />{up(service.service) && <span className="dim">{t('overview.up', { time: lasting(up(service.service)!, i18n.language) })}</span>}</span>
              </div>
              <p className="dim service-image">{service.image}{service.image_id && <> · <code>{shortId(service.image_id)}</code></>}</p>
              {figures.filter((each) => each.service === service.service).map((each) => (
                <p className="dim" key={each.container}>{each.cpu_percent === null ? '…' : `${each.cpu_percent.toLocaleString(i18n.language)} %`} · {bytes(each.memory_bytes, i18n.language)}</p>
              ))}
              {service.oom_killed && <p className="reason">{t('overview.oom')}</p>}
              {!service.oom_killed && service.state === 'failed' && service.exit_code !== null && <p className="reason">{t('overview.exit', { code: service.exit_code })}</p>}
            </li>
          ))}
        </ul>
        {full && full.log_tail.length > 0 && (
          <>
            <h3>{t('overview.last_words')}</h3>
            <pre className="log small" role="group" tabIndex={0} aria-label={t('overview.last_words')}>{full.log_tail.join('\n')}</pre>
          </>
        )}
      </section>
      <section className="panel" aria-labelledby="about">
        <h2 id="about">{t('overview.about')}</h2>
        <Facts items={[
          [t('overview.ports'), [...new Set(app.ports.map((port) => `${port.host_port}${port.protocol === 'udp' ? ' (UDP)' : ''}`))].join(', ')],
          [t('overview.data'), full?.volumes.map((volume) => volume.short).join(', ')],
          [t('overview.requires'), full && full.requires.length > 0 && links(full.requires)],
          [t('overview.required_by'), full && full.required_by.length > 0 && links(full.required_by)],
          [t('overview.website'), full?.website && <WebLink url={full.website} />],
          [t('overview.support'), full?.support && <WebLink url={full.support} />],
          [t('overview.source'), full?.source && <WebLink url={full.source} />],
          [t('overview.license'), full?.license],
        ]} />
        {full?.permissions && <>
          <h2 className="permissions-title">{t('permissions.title')}</h2>
          <NewPermissions name={name} open={full.permissions.filter((each) => !each.accepted)} />
          <PermissionList permissions={full.permissions} />
        </>}
        {full?.tips && <Message kind="note"><p>{full.tips}</p></Message>}
        {full && <Suspense><Markdown text={full.description_long || full.description} /></Suspense>}
        {admin && <ExportApp name={name} title={app.display_name} />}
        {full?.notices.map((each) => <p className="dim" key={each}>{each}</p>)}
      </section>
    </div>
  );
}
