// Processor and memory of an app as curves. Loaded when they are looked at: the drawing library is larger than the first page.

import '@mantine/charts/styles.css';

import { AreaChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import { bytes } from './format';
import { span, type Point } from './stats';

interface Props { name: string; words: string; member: 'cpu' | 'memory'; points: Point[]; least: number; format: (value: number) => string }

/** The newest value is at the right end; what a screen reader is told is the figure above the curve. */
function Chart({ name, words, member, points, least, format }: Props) {
  const { t } = useTranslation();
  const newest = points.at(-1)?.at ?? 0;
  const top = Math.max(least, ...points.map((each) => each[member])) * 1.1;
  return (
    <figure className="chart">
      <figcaption><span className="dim">{name}</span><strong>{words}</strong></figcaption>
      <div aria-hidden="true">
        <AreaChart h={96} data={points} dataKey="at" series={[{ name: member, label: name, color: 'var(--accent)' }]} valueFormatter={format} curveType="linear" strokeWidth={2} fillOpacity={0.25}
          withDots={false} withXAxis={false} withYAxis={false} gridAxis="none" xAxisProps={{ type: 'number', domain: [newest - span, newest] }} yAxisProps={{ domain: [0, top], allowDataOverflow: true }}
          areaProps={{ isAnimationActive: false, activeDot: { r: 3 } }} areaChartProps={{ margin: { top: 4, right: 0, bottom: 0, left: 0 }, accessibilityLayer: false }}
          tooltipAnimationDuration={0} tooltipProps={{ labelFormatter: (at: number) => t('overview.seconds_ago', { count: Math.round((newest - at) / 1000) }) }} />
      </div>
    </figure>
  );
}

export default function Charts({ points }: { points: Point[] }) {
  const { t, i18n } = useTranslation();
  const last = points.at(-1);
  const percent = (value: number) => `${value.toLocaleString(i18n.language, { maximumFractionDigits: 1 })} %`;
  const size = (value: number) => bytes(Math.round(value), i18n.language);
  return (
    <>
      <Chart name={t('overview.cpu')} words={last ? percent(last.cpu) : '…'} member="cpu" points={points} least={5} format={percent} />
      <Chart name={t('overview.memory')} words={last ? size(last.memory) : '…'} member="memory" points={points} least={16e6} format={size} />
    </>
  );
}
