using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace HostedRuntime.Tests.Nodes.Harness;

/// <summary>
/// A PostgreSQL of a test, on loopback, with a folder and a port of its own, and the tables of Orleans' scripts. The server refuses to run
/// as root, so root runs it as the user postgres.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The variable that names the folder with the scripts of Orleans, which its packages do not contain.</summary>
    public const string ScriptsVariable = "HOSTEDRUNTIME_ORLEANS_SQL";

    private static readonly string[] s_scripts = ["PostgreSQL-Main.sql", "PostgreSQL-Clustering.sql", "PostgreSQL-Persistence.sql"];

    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    public static bool IsInstalled => Programs is not null;

    public static bool HasScripts => Scripts is { } folder && s_scripts.All(name => File.Exists(Path.Combine(folder, name)));

    public NodeStore Store => new(StoreKind.PostgreSql, $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres");

    private static string? Scripts => Environment.GetEnvironmentVariable(ScriptsVariable);

    private static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin")).Where(static bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    public async Task StartAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await RunAsync("chown", "postgres", _folder);
        await RunAsync(Start("initdb", "-D", Path.Combine(_folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8"));
        _process = Process.Start(Start("postgres", "-D", Path.Combine(_folder, "data"), "-p", $"{_port}", "-h", "127.0.0.1", "-k", _folder));
        await using var connection = new NpgsqlConnection(Store.Connection);
        while (!await OpensAsync(connection))
            await Task.Delay(100);
        foreach (var script in s_scripts)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The scripts of Orleans, from the folder that the person who runs the tests names.
            command.CommandText = await File.ReadAllTextAsync(Path.Combine(Scripts!, script));
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static ProcessStartInfo Start(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        return Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", path, .. arguments]) { WorkingDirectory = "/" }
            : new ProcessStartInfo(path, arguments);
    }

    private static Task RunAsync(string program, params string[] arguments) => RunAsync(new ProcessStartInfo(program, arguments));

    private static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {said}");
    }

    private static async Task<bool> OpensAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
