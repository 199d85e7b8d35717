// What an update would do, before anything is downloaded or changed.

import { useTranslation } from 'react-i18next';
import type { PlanOfService, UpdatePlan } from '../../../api/updates';
import { Facts } from '../../../parts/Facts';
import { bytes, measured } from '../../../parts/format';
import { whyText } from '../../../parts/UpdateWords';
import { changeNames } from '../../../parts/versions';
import { Findings } from './Findings';

function ServiceLine({ service }: { service: PlanOfService }) {
  const { t, i18n } = useTranslation();
  const [from, to] = changeNames(service);
  const notes = service.notes_url && /^https?:\/\//.test(service.notes_url) ? service.notes_url : null;
  return (
    <li data-plan={service.service}>
      <p className="plan-service"><strong>{service.service}</strong> <span className="dim service-image">{service.image}</span></p>
      {service.changes ? (
        <p className="plan-change">
          <span className="unseen">{t('plan.from')} </span><code>{from}</code> <span aria-hidden="true">→</span><span className="unseen"> {t('plan.to')} </span> <code className="plan-new">{to}</code>
          <span className="dim">{bytes(service.download_bytes, i18n.language)}</span>
          {notes && <a href={notes} target="_blank" rel="noopener noreferrer">{t('plan.notes')}<span className="unseen"> {service.service}</span></a>}
        </p>
      ) : <p className="dim">{whyText(t, service) || t('plan.unchanged')}</p>}
    </li>
  );
}

export function Plan({ plan }: { plan: UpdatePlan }) {
  const { t, i18n } = useTranslation();
  const size = (count: number) => bytes(count, i18n.language);
  const { disk_free_bytes: free, expected_downtime_seconds: downtime } = plan;
  return (
    <div className="plan">
      <h3>{plan.changes ? t('plan.title') : t('plan.nothing')}</h3>
      <ul className="plan-services">{plan.services.map((each) => <ServiceLine key={each.service} service={each} />)}</ul>
      <Findings findings={plan.findings} />
      {plan.changes && (
        <Facts items={[
          [t('plan.download'), size(plan.download_bytes)],
          [t('plan.disk'), free === null ? size(plan.disk_needed_bytes) : t('plan.disk_of', { needed: size(plan.disk_needed_bytes), free: size(free) })],
          [t('plan.downtime'), downtime === null ? t('plan.downtime_unknown') : t('plan.downtime_about', { time: measured(downtime, i18n.language) })],
          [t('plan.followers'), plan.followers.length > 0 && (
            <ul className="plain">{plan.followers.map((each) => <li key={`${each.app} ${each.service}`}>{[each.app !== plan.app && each.app, each.service].filter(Boolean).join(' / ')} <span className="dim">({each.reason})</span></li>)}</ul>
          )],
        ]} />
      )}
    </div>
  );
}
