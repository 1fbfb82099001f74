using HostedRuntime;

namespace Census;

/// <summary>
/// The arguments: a directory, three switches, and settings for the host's configuration. The host does not read them itself, because it
/// would ignore a mistyped switch.
/// </summary>
internal sealed class CommandLine
{
    private const string Usage = """
        Counts the files below a directory: files, bytes, lines, and files with the same content.

        Usage: Quickstart [DIRECTORY] [--json] [--SECTION:KEY=VALUE]...
               Quickstart --hang [--SECTION:KEY=VALUE]...

          DIRECTORY              What to count; the repository that the program stands in by default.
          --json                 Print one JSON object and nothing else: files, bytes, lines, duplicateFiles, elapsedMs.
          --hang                 Count nothing: deadlock two tasks on purpose, until Ctrl+C. The log reports it, and on
                                 Unix 'kill -USR1 PID' prints what each task waits for.
          --SECTION:KEY=VALUE    A setting of appsettings.json, as in --AsyncRuntime:WorkerThreads=1.
          --help                 Print this.

        Regular files are counted, hidden ones too; symbolic links are neither counted nor followed. A line is a newline
        character, as in wc -l. duplicateFiles is how many files have the content of another one that was counted before,
        so that of three empty files two are duplicates. A file that cannot be read counts as a file and is listed; its
        bytes and lines do not count.

        Exit code: 0 when everything was counted, unreadable files included; 1 when the census cannot start; 2 for a
        command line that is not understood; 130 when it was interrupted, after what was counted so far was printed.
        """;

    private static readonly string[] s_sections = [RuntimeOptions.SectionName, CensusOptions.SectionName, "Serilog"];

    private readonly List<string> _settings = [];
    private bool _showsHelp;
    private string? _problem;

    private CommandLine()
    {
    }

    /// <summary>The directory, or null if none was given.</summary>
    public string? Directory { get; private set; }

    public bool Json { get; private set; }

    /// <summary>True if two tasks are deadlocked in place of a census.</summary>
    public bool Hang { get; private set; }

    /// <summary>Arguments for the host's configuration.</summary>
    public IReadOnlyList<string> Settings => _settings;

    /// <summary>Reads the arguments.</summary>
    /// <returns>True if the program shall run; false if it shall print a text by <see cref="ExitWithText"/>.</returns>
    public static bool TryParse(string[] args, out CommandLine commandLine)
    {
        commandLine = new CommandLine();
        var rest = new Queue<string>(args);
        while (commandLine is { _problem: null, _showsHelp: false } && rest.TryDequeue(out var argument))
            commandLine.Read(argument, rest);
        if (commandLine is { _problem: null, Hang: true } and ({ Directory: not null } or { Json: true }))
            commandLine._problem = "--hang counts nothing: no directory and no --json go with it.";
        return commandLine is { _problem: null, _showsHelp: false };
    }

    /// <summary>Overrides options of the configuration.</summary>
    public void Apply(CensusOptions options)
    {
        options.Directory = Directory ?? options.Directory;
        options.Json |= Json;
    }

    public int ExitWithText()
    {
        if (_problem is null)
        {
            Console.WriteLine(Usage);
            return 0;
        }

        Console.Error.WriteLine($"census: {_problem} Try --help.");
        return ExitCodes.BadCommandLine;
    }

    private void Read(string argument, Queue<string> rest)
    {
        if (argument is "--help" or "-h")
            _showsHelp = true;
        else if (argument == "--json")
            Json = true;
        else if (argument == "--hang")
            Hang = true;
        else if (argument == "--")
            ReadDirectories(rest);
        else if (IsSetting(argument))
            ReadSetting(argument, rest);
        else if (argument.StartsWith('-') && argument.Length > 1)
            _problem = $"there is no option '{Printable.Of(argument)}'.";
        else
            ReadDirectory(argument);
    }

    /// <summary>Reads the arguments after "--", among which a name may begin with '-'.</summary>
    private void ReadDirectories(Queue<string> rest)
    {
        while (rest.TryDequeue(out var argument))
            ReadDirectory(argument);
    }

    private void ReadDirectory(string argument)
    {
        if (Directory is not null)
            _problem = $"one directory is counted, and there is a second one: '{Printable.Of(argument)}'.";
        else
            Directory = argument;
    }

    private void ReadSetting(string argument, Queue<string> rest)
    {
        _settings.Add(argument);
        if (argument.Contains('='))
            return;
        if (rest.TryDequeue(out var value))
            _settings.Add(value);
        else
            _problem = $"the setting '{Printable.Of(argument)}' has no value.";
    }

    private static bool IsSetting(string argument)
    {
        var colon = argument.IndexOf(':');
        return argument.StartsWith("--", StringComparison.Ordinal) && colon > 0 && s_sections.Contains(argument[2..colon], StringComparer.OrdinalIgnoreCase);
    }
}
