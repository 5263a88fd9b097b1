// For `node --import`: lets Node 20 run TypeScript in every thread (tsx by itself leaves worker threads out on Node 20).
import { register } from 'tsx/esm/api'

register()
