// What an installation takes, from its plan: what comes with it, where it can be reached, how much room there is.

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type InstallPlan } from '../api/client';
import { useAppList } from '../live/hooks';
import { keys } from '../live/keys';
import { bytes } from './format';
import { Icon, type IconName } from './icons';
import { Message } from './Message';
import { PermissionList } from './Permissions';
import { PortTaken } from './PortTaken';
import { toldOnce, type Taken } from './portPlaces';

/** Read anew at each visit: ports are taken, disks fill. */
export const useInstallPlan = (name: string, wanted = true, settings: () => Record<string, string> = () => ({}), ports: () => Record<string, string> = () => ({})) =>
  useQuery({ queryKey: keys.plan(name), queryFn: () => api.plan(name, settings(), ports()), enabled: wanted, gcTime: 0, retry: 0 });

const portsOf = (plan: InstallPlan) => [...new Set(plan.ports.map((port) => (port.protocol === 'udp' ? `${port.published} (UDP)` : port.published)).filter(Boolean))];

function Need({ icon, children }: { icon: IconName; children: React.ReactNode }) {
  return <li><Icon name={icon} size={18} /><span>{children}</span></li>;
}

interface Props {
  plan: InstallPlan;
  architectures?: string[];
  nameOf: (app: string) => string;
  /** Ports that a form below asks for are told there. */
  asksFor?: (taken: Taken) => boolean;
  /** Takes the free port that is offered, and whether that was done. */
  takeFree?: (taken: Taken) => void;
  isFreed?: (taken: Taken) => boolean;
}

export function Needs({ plan, architectures = [], nameOf, asksFor = () => false, takeFree, isFreed = () => false }: Props) {
  const { t, i18n } = useTranslation();
  const here = useAppList().data?.engine.architecture;
  const also = plan.steps.filter((step) => step.app !== plan.name && !step.already_installed).map((step) => nameOf(step.app));
  const uses = plan.steps.filter((step) => step.app !== plan.name && step.already_installed).map((step) => nameOf(step.app));
  const ports = portsOf(plan);
  return (
    <>
      <ul className="needs">
        {also.length > 0 ? <Need icon="download">{t('needs.also', { apps: also.join(', ') })}</Need> : <Need icon="check">{t('needs.alone')}</Need>}
        {uses.length > 0 && <Need icon="check">{t('needs.uses', { apps: uses.join(', ') })}</Need>}
        <Need icon="open">{ports.length > 0 ? t('needs.ports', { count: ports.length, ports: ports.join(', ') }) : t('needs.no_ports')}</Need>
        <Need icon="folder">{t('needs.disk', { free: bytes(plan.disk_free, i18n.language) })}</Need>
        {architectures.length > 0 && <Need icon="gear">{t('needs.architectures', { list: architectures.join(', ') })}{here && ` ${t('needs.here', { here })}`}</Need>}
      </ul>
      <p className="permissions-group">{t('permissions.title')}</p>
      <PermissionList permissions={plan.permissions} />
      {!plan.permissions_known && <p className="dim">{t('permissions.unknown')}</p>}
      {plan.names_taken.map((each) => (
        <Message key={`${each.kind} ${each.name}`} kind="warning">
          <p>{t(each.app !== null ? `names.${each.kind}_app` : `names.${each.kind}`, { name: each.name, holder: each.app === null ? each.project : nameOf(each.app) })}</p>
          <p className="hint">{t('names.hint')}</p>
        </Message>
      ))}
      {toldOnce(plan.ports_taken.filter((each) => !asksFor(each))).map((each) => (
        <PortTaken key={`${each.app} ${each.place} ${each.port} ${each.protocol}`} taken={each} nameOf={nameOf} alongside={each.app !== plan.name} take={takeFree && (() => takeFree(each))} done={isFreed(each)} />
      ))}
    </>
  );
}
