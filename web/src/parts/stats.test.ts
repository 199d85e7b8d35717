import { expect, it } from 'vitest';
import { span, sumOf, withPoint } from './stats';

it('an app takes what its services take together', () => {
  const service = { service: 'web', container: 'c', memory_limit: 0 };
  expect(sumOf([{ ...service, cpu_percent: 1.5, memory_bytes: 10 }, { ...service, cpu_percent: null, memory_bytes: 5 }], 7)).toEqual({ at: 7, cpu: 1.5, memory: 15 });
});

it('what is older than the charts reach is forgotten', () => {
  const point = (at: number) => ({ at, cpu: 1, memory: 1 });
  const points = [point(0), point(1), point(span)].reduce(withPoint, []);
  expect(withPoint(points, point(span + 1)).map((each) => each.at)).toEqual([span, span + 1]);
});
