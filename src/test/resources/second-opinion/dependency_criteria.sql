-- CDI1 to CDI3 of every importer that can be judged; see criteria.sql.
SELECT * FROM criteria
