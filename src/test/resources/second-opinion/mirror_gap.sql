-- Each flow as both sides report it; see mirror.sql.
SELECT * FROM mirror
