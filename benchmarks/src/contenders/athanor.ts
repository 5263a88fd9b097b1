import { createEngine } from '@athanor/engine'
import { queuePool } from '@athanor/pool'
import { select } from '@athanor/sql'
import type { Contender, Target } from '../contender.ts'
import { backendOf, posts, users } from '../dataset.ts'

export function athanor(target: Target): Contender {
  const engine = createEngine(backendOf(target), { pool: queuePool({ size: 1, maxOverflow: 0 }) })
  const { c } = users
  return {
    name: 'athanor',
    // Built anew for each call, as an application does.
    getByKey: async (id) => (await engine.execute(select(users).where(c.id.eq(id))).first()) ?? undefined,
    thousandRows: () => engine.execute(select(users).where(c.id.lte(1000)).orderBy(c.id)).all(),
    buildAndCompile: (key) =>
      select({ id: c.id, name: c.name, title: posts.c.title })
        .from(users)
        .join(posts, posts.c.userId.eq(c.id))
        .where(c.active.eq(true), c.score.gt(key), c.age.in([20, 30, 40]), c.name.like('User 1%'))
        .orderBy(c.createdAt.desc(), c.id)
        .limit(20)
        .offset(key % 100)
        .compile(engine.dialect).text,
    close: () => engine.dispose(),
  }
}
