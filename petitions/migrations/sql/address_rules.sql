-- Signatures that an earlier version had joined to another stay out of the count.
UPDATE petitions_signature SET state = 'invalidated' WHERE state = 'joined';
-- Changes of rules that staff proposed and never applied.
DELETE FROM petitions_rulechange WHERE begun_at IS NULL;
-- Traces and names of domains live for two days. Those from before have no domain, or another digest.
DELETE FROM petitions_trace;
