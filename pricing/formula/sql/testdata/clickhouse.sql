-- ClickHouse. Input columns of finance.workloads:
--   requests: requests, in requests, from 0 to 100000000000, up to 0 decimals
--   duration_ms: duration, in ms, from 0.1 to 900000, up to 1 decimals
--   memory_mib: memory, in MiB, from 128 to 10240, up to 0 decimals
-- Amounts are NULL in rows with an input that is NULL or outside these bounds.
SELECT id,
  if(sovcost_usable, toNullable(materialize(toDecimal128(floor(((toDecimal128('2', 0) * sovcost_f22 + toDecimal128('102400000000000', 0))) / (toDecimal128('2', 0) * toDecimal128('102400000000000', 0))), 0) * toDecimal128('0.01', 2))), NULL) AS function
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
SELECT id,
  CASE WHEN isNotNull(requests) AND toDecimal128(assumeNotNull(requests), 0) >= toDecimal128('0', 0) AND toDecimal128(assumeNotNull(requests), 0) <= toDecimal128('100000000000', 0) AND toDecimal128(assumeNotNull(requests), 0) = assumeNotNull(requests) THEN toDecimal128(assumeNotNull(requests), 0) ELSE toDecimal128('0', 0) END AS sovcost_in_requests,
  CASE WHEN isNotNull(duration_ms) AND toDecimal128(assumeNotNull(duration_ms), 1) >= toDecimal128('0.1', 1) AND toDecimal128(assumeNotNull(duration_ms), 1) <= toDecimal128('900000.0', 1) AND toDecimal128(assumeNotNull(duration_ms), 1) = assumeNotNull(duration_ms) THEN toDecimal128(assumeNotNull(duration_ms), 1) ELSE toDecimal128('0.1', 1) END AS sovcost_in_duration_ms,
  CASE WHEN isNotNull(memory_mib) AND toDecimal128(assumeNotNull(memory_mib), 0) >= toDecimal128('128', 0) AND toDecimal128(assumeNotNull(memory_mib), 0) <= toDecimal128('10240', 0) AND toDecimal128(assumeNotNull(memory_mib), 0) = assumeNotNull(memory_mib) THEN toDecimal128(assumeNotNull(memory_mib), 0) ELSE toDecimal128('128', 0) END AS sovcost_in_memory_mib,
  (isNotNull(requests) AND toDecimal128(assumeNotNull(requests), 0) >= toDecimal128('0', 0) AND toDecimal128(assumeNotNull(requests), 0) <= toDecimal128('100000000000', 0) AND toDecimal128(assumeNotNull(requests), 0) = assumeNotNull(requests) AND isNotNull(duration_ms) AND toDecimal128(assumeNotNull(duration_ms), 1) >= toDecimal128('0.1', 1) AND toDecimal128(assumeNotNull(duration_ms), 1) <= toDecimal128('900000.0', 1) AND toDecimal128(assumeNotNull(duration_ms), 1) = assumeNotNull(duration_ms) AND isNotNull(memory_mib) AND toDecimal128(assumeNotNull(memory_mib), 0) >= toDecimal128('128', 0) AND toDecimal128(assumeNotNull(memory_mib), 0) <= toDecimal128('10240', 0) AND toDecimal128(assumeNotNull(memory_mib), 0) = assumeNotNull(memory_mib)) AS sovcost_usable
FROM finance.workloads
) AS sovcost_0
) AS sovcost_1
) AS sovcost_2
) AS sovcost_3
) AS sovcost_4
