-- ClickHouse. The table it reads, one workload a row:
--   CREATE TABLE "finance"."workloads" (
--     "id" String, -- handed through, of any type
--     "requests" Int64, -- requests, in requests: 0 to 100000000000, whole
--     "duration_ms" Decimal(7, 1), -- duration, in ms: 0.1 to 900000, at most 1 decimal
--     "memory_mib" Int64 -- memory, in MiB: 128 to 10240, whole
--   ) ENGINE = MergeTree ORDER BY tuple();
-- "function": in USD, exact, then rounded half away from zero
-- An amount is NULL, never 0, in a row with an input that is NULL, outside these bounds or of more decimals,
-- and in a row that divides by 0. The columns may be whole numbers or Decimals of any width, Nullable or not; convert Floats first. To price where the shards are, make this query over the local table a VIEW on every shard and a Distributed table over the views.
SELECT "id",
  if(sovcost_usable, toNullable(materialize(toDecimal128(floor(((toDecimal128('2', 0) * sovcost_f22 + toDecimal128('102400000000000', 0))) / (toDecimal128('2', 0) * toDecimal128('102400000000000', 0))), 0) * toDecimal128('0.01', 2))), NULL) AS "function"
FROM (
SELECT *,
  (toDecimal128('2048000000', 0) * sovcost_f11 + toDecimal128('166667', 0) * sovcost_f16 + toDecimal128('150000', 0) * sovcost_f19) AS sovcost_f22
FROM (
SELECT *,
  greatest((least(sovcost_f9, toDecimal128('6144000000000000', 0)) - toDecimal128('409600000000', 0)), toDecimal128('0', 0)) AS sovcost_f16,
  greatest((sovcost_f9 - toDecimal128('6144000000000000', 0)), toDecimal128('0', 0)) AS sovcost_f19
FROM (
SELECT *,
  sovcost_in_requests * sovcost_f7 * sovcost_in_memory_mib AS sovcost_f9
FROM (
SELECT *,
  greatest((sovcost_in_requests - toDecimal128('1000000', 0)), toDecimal128('0', 0)) AS sovcost_f11,
  toDecimal128(ceil(sovcost_in_duration_ms), 0) AS sovcost_f7
FROM (
SELECT "id",
  CASE WHEN isNotNull("requests") AND toDecimal128(assumeNotNull("requests"), 0) >= toDecimal128('0', 0) AND toDecimal128(assumeNotNull("requests"), 0) <= toDecimal128('100000000000', 0) AND toDecimal128(assumeNotNull("requests"), 0) = assumeNotNull("requests") THEN toDecimal128(assumeNotNull("requests"), 0) ELSE toDecimal128('0', 0) END AS sovcost_in_requests,
  CASE WHEN isNotNull("duration_ms") AND toDecimal128(assumeNotNull("duration_ms"), 1) >= toDecimal128('0.1', 1) AND toDecimal128(assumeNotNull("duration_ms"), 1) <= toDecimal128('900000.0', 1) AND toDecimal128(assumeNotNull("duration_ms"), 1) = assumeNotNull("duration_ms") THEN toDecimal128(assumeNotNull("duration_ms"), 1) ELSE toDecimal128('0.1', 1) END AS sovcost_in_duration_ms,
  CASE WHEN isNotNull("memory_mib") AND toDecimal128(assumeNotNull("memory_mib"), 0) >= toDecimal128('128', 0) AND toDecimal128(assumeNotNull("memory_mib"), 0) <= toDecimal128('10240', 0) AND toDecimal128(assumeNotNull("memory_mib"), 0) = assumeNotNull("memory_mib") THEN toDecimal128(assumeNotNull("memory_mib"), 0) ELSE toDecimal128('128', 0) END AS sovcost_in_memory_mib,
  (isNotNull("requests") AND toDecimal128(assumeNotNull("requests"), 0) >= toDecimal128('0', 0) AND toDecimal128(assumeNotNull("requests"), 0) <= toDecimal128('100000000000', 0) AND toDecimal128(assumeNotNull("requests"), 0) = assumeNotNull("requests") AND isNotNull("duration_ms") AND toDecimal128(assumeNotNull("duration_ms"), 1) >= toDecimal128('0.1', 1) AND toDecimal128(assumeNotNull("duration_ms"), 1) <= toDecimal128('900000.0', 1) AND toDecimal128(assumeNotNull("duration_ms"), 1) = assumeNotNull("duration_ms") AND isNotNull("memory_mib") AND toDecimal128(assumeNotNull("memory_mib"), 0) >= toDecimal128('128', 0) AND toDecimal128(assumeNotNull("memory_mib"), 0) <= toDecimal128('10240', 0) AND toDecimal128(assumeNotNull("memory_mib"), 0) = assumeNotNull("memory_mib")) AS sovcost_usable
FROM "finance"."workloads"
) AS sovcost_0
) AS sovcost_1
) AS sovcost_2
) AS sovcost_3
) AS sovcost_4
