-- PostgreSQL. The table it reads, one workload a row:
--   CREATE TABLE "finance"."workloads" (
--     "id" text, -- handed through, of any type
--     "requests" bigint, -- requests, in requests: 0 to 100000000000, whole
--     "duration_ms" numeric(7, 1), -- duration, in ms: 0.1 to 900000, at most 1 decimal
--     "memory_mib" bigint -- memory, in MiB: 128 to 10240, whole
--   );
-- "function": in USD, exact, then rounded half away from zero
-- An amount is NULL, never 0, in a row with an input that is NULL, outside these bounds or of more decimals,
-- and in a row that divides by 0. The columns may have any type of numbers.
SELECT "id",
  CASE WHEN sovcost_usable THEN div((2::numeric * sovcost_f22 + 102400000000000::numeric), 2::numeric * 102400000000000::numeric) * 0.01::numeric END AS "function"
FROM (
SELECT *,
  (2048000000::numeric * sovcost_f11 + 166667::numeric * sovcost_f16 + 150000::numeric * sovcost_f19) AS sovcost_f22
FROM (
SELECT *,
  GREATEST((LEAST(sovcost_f9, 6144000000000000::numeric) - 409600000000::numeric), 0::numeric) AS sovcost_f16,
  GREATEST((sovcost_f9 - 6144000000000000::numeric), 0::numeric) AS sovcost_f19
FROM (
SELECT *,
  sovcost_in_requests * sovcost_f7 * sovcost_in_memory_mib AS sovcost_f9
FROM (
SELECT *,
  GREATEST((sovcost_in_requests - 1000000::numeric), 0::numeric) AS sovcost_f11,
  ceil(sovcost_in_duration_ms) AS sovcost_f7
FROM (
SELECT "id",
  CASE WHEN "requests"::numeric BETWEEN 0::numeric AND 100000000000::numeric AND round("requests"::numeric, 0) = "requests"::numeric THEN "requests"::numeric ELSE 0::numeric END AS sovcost_in_requests,
  CASE WHEN "duration_ms"::numeric BETWEEN 0.1::numeric AND 900000.0::numeric AND round("duration_ms"::numeric, 1) = "duration_ms"::numeric THEN "duration_ms"::numeric ELSE 0.1::numeric END AS sovcost_in_duration_ms,
  CASE WHEN "memory_mib"::numeric BETWEEN 128::numeric AND 10240::numeric AND round("memory_mib"::numeric, 0) = "memory_mib"::numeric THEN "memory_mib"::numeric ELSE 128::numeric END AS sovcost_in_memory_mib,
  ("requests"::numeric BETWEEN 0::numeric AND 100000000000::numeric AND round("requests"::numeric, 0) = "requests"::numeric AND "duration_ms"::numeric BETWEEN 0.1::numeric AND 900000.0::numeric AND round("duration_ms"::numeric, 1) = "duration_ms"::numeric AND "memory_mib"::numeric BETWEEN 128::numeric AND 10240::numeric AND round("memory_mib"::numeric, 0) = "memory_mib"::numeric) AS sovcost_usable
FROM "finance"."workloads" OFFSET 0
) AS sovcost_0 OFFSET 0
) AS sovcost_1 OFFSET 0
) AS sovcost_2 OFFSET 0
) AS sovcost_3 OFFSET 0
) AS sovcost_4
