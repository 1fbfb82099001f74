using System.Diagnostics;
using System.Text;
using Npgsql;

namespace HostedRuntime.Tests.Nodes.Harness;

/// <summary>
/// A PostgreSQL of a test, with the tables of Orleans' scripts. The server refuses to run as root, so root runs it as the user postgres.
/// </summary>
internal sealed class PostgresServer : IStoreServer
{
    /// <summary>The variable that names the folder with the scripts of Orleans, which its packages do not contain.</summary>
    public const string ScriptsVariable = "HOSTEDRUNTIME_ORLEANS_SQL";

    /// <summary>
    /// The index that docs/concepts/cluster.md asks for. Without it two silos can both store the first state of a grain, because
    /// WriteToStorage looks for a row before it inserts one, and locks nothing in between.
    /// </summary>
    private const string UniqueIndex = """
        CREATE UNIQUE INDEX orleansstorage_one_row ON orleansstorage
            (grainidhash, graintypehash, grainidn0, grainidn1, serviceid, graintypestring, COALESCE(grainidextensionstring, ''));
        """;

    private static readonly string[] s_scripts = ["PostgreSQL-Main.sql", "PostgreSQL-Clustering.sql", "PostgreSQL-Persistence.sql"];

    private readonly string _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
    private readonly int _port = FreePorts.Next();
    private Process? _process;
    private IReadOnlyList<int> _suspended = [];

    /// <summary>Says what is missing to start it, and how to get it. Null if nothing is.</summary>
    public static string? Missing
    {
        get
        {
            if (Programs is null)
                return "There is no PostgreSQL in /usr/lib/postgresql. On Debian: apt-get install postgresql.";
            if (Scripts is not { Length: > 0 } folder)
                return $"{ScriptsVariable} is not set. Put {string.Join(", ", s_scripts)} of Orleans into a folder (src/AdoNet in its repository), and set {ScriptsVariable} to it.";
            return s_scripts.FirstOrDefault(name => !File.Exists(Path.Combine(folder, name))) is { } lacking
                ? $"{ScriptsVariable} is '{folder}', which has no {lacking}. It is in src/AdoNet of the repository of Orleans."
                : null;
        }
    }

    public NodeStore Store => new(StoreKind.PostgreSql, $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Maximum Pool Size=60");

    private static string? Scripts => Environment.GetEnvironmentVariable(ScriptsVariable);

    private static string? Programs => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin")).Where(static bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private string Data => Path.Combine(_folder, "data");

    public async Task StartAsync()
    {
        var isNew = !Directory.Exists(Data);
        if (isNew)
        {
            if (Environment.IsPrivilegedProcess)
                await RunAsync(new ProcessStartInfo("chown", ["postgres", _folder]));
            await RunAsync(Start("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8"));
        }

        _process = Process.Start(Start("postgres", "-D", Data, "-p", $"{_port}", "-h", "127.0.0.1", "-k", _folder, "-c", "max_connections=300"))!;
        _ = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
        while (!await OpensAsync())
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"PostgreSQL ended with {_process.ExitCode} at its start.");
            await Task.Delay(100);
        }

        if (isNew)
            await MakeTablesAsync();
    }

    public async Task KillAsync()
    {
        // Ends the children at once, without a checkpoint, and returns when all have gone: the next start is a recovery as after a crash.
        await RunAsync(Start("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop"));
        await _process!.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        NpgsqlConnection.ClearAllPools();
    }

    public Task SuspendAsync()
    {
        _suspended = ProcessSignals.TreeOf(_process!.Id);
        return ProcessSignals.SendAsync("STOP", _suspended);
    }

    public Task ResumeAsync()
    {
        var suspended = _suspended;
        _suspended = [];
        return suspended.Count == 0 ? Task.CompletedTask : ProcessSignals.SendAsync("CONT", suspended);
    }

    public async Task<IReadOnlyList<string>> ReadAllAsync()
    {
        await using var connection = new NpgsqlConnection(Store.Connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT payloadbinary FROM orleansstorage WHERE payloadbinary IS NOT NULL", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
            texts.Add(Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(0)));
        return texts;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await ResumeAsync();
            await KillAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static ProcessStartInfo Start(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        // Not by runuser, which stays as the parent and stops itself when its child is suspended: it may do so after it was resumed.
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        (start.WorkingDirectory, start.RedirectStandardOutput, start.RedirectStandardError) = ("/", true, true);
        return start;
    }

    private static async Task RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {string.Concat(said)}");
    }

    private async Task MakeTablesAsync()
    {
        await using var connection = new NpgsqlConnection(Store.Connection);
        await connection.OpenAsync();
        foreach (var script in s_scripts)
            await ExecuteAsync(connection, await File.ReadAllTextAsync(Path.Combine(Scripts!, script)));
        await ExecuteAsync(connection, UniqueIndex);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text)
    {
#pragma warning disable CA2100 // The scripts of Orleans, from the folder that the person who runs the tests names.
        await using var command = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private async Task<bool> OpensAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(Store.Connection);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
