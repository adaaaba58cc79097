package io.github.dkredis.cache;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Callable;

/** Versioned rows in a database that several processes use. */
final class Rows {

    private Rows() {}

    static void create(String url, int count) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table versions(id varchar primary key, version bigint)");
            for (int i = 0; i < count; i++) {
                statement.execute("insert into versions values ('" + i + "', 0)");
            }
        }
    }

    static long read(String url, String id) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return read(connection, id);
        }
    }

    private static long read(Connection connection, String id) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select version from versions where id = '" + id + "'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Increments a version in a transaction, and answers the version that stands after it. */
    static long increment(String url, String id, boolean commits) throws Exception {
        try (Connection transaction = begin(url, id)) {
            if (commits) {
                transaction.commit();
            } else {
                transaction.rollback();
            }
            return read(transaction, id);
        }
    }

    /** Increments a version, and does something before the transaction ends. */
    static void incrementAndThen(String url, String id, Callable<?> action) throws Exception {
        try (Connection transaction = begin(url, id)) {
            action.call();
            transaction.commit();
        }
    }

    private static Connection begin(String url, String id) throws SQLException {
        Connection transaction = DriverManager.getConnection(url);
        transaction.setAutoCommit(false);
        try (Statement statement = transaction.createStatement()) {
            statement.execute("update versions set version = version + 1 where id = '" + id + "'");
        }
        return transaction;
    }
}
