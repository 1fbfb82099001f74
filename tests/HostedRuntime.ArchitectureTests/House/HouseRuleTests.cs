using System.Text.RegularExpressions;

namespace HostedRuntime.ArchitectureTests.House;

/// <summary>Rules of the repository whose violation is not visible in a single file.</summary>
public sealed partial class HouseRuleTests
{
    private const int MaxLines = 400;

    private static readonly IEnumerable<(string Project, SourceFile File)> s_files
        = [.. SourceProject.All.SelectMany(project => project.Files.Select(file => (project.Name, file)))];

    [Fact]
    public void File_Length_IsAtMost400Lines()
        => Violations.AssertNone(s_files
            .Select(at => (Path: $"{at.Project}/{at.File.Path}", Lines: at.File.Text.Count(character => character == '\n')))
            .Where(at => at.Lines > MaxLines)
            .Select(at => $"{at.Path} has {at.Lines} lines: it has more than one idea."));

    [Fact]
    public void File_Name_IsNoCatchAll()
        => Violations.AssertNone(s_files
            .Where(at => at.File.Path.Split('/', '.').Any(part => VagueName().IsMatch(part)))
            .Select(at => $"{at.Project}/{at.File.Path} has a name that says nothing."));

    [Fact]
    public void File_Text_HasNoRegions()
        => Violations.AssertNone(LinesThat(text => text.TrimStart().StartsWith("#region", StringComparison.Ordinal)).Select(at => at + ": a region hides a second idea."));

    [Fact]
    public void File_SharedFields_AreInOwnerTypes()
    {
        var today = s_files
            .Where(at => (BareOperation().IsMatch(at.File.Text) || SharedWord().IsMatch(at.File.Text)) && !IsOfTheOperations(at))
            .Select(at => $"{at.Project}/{at.File.Path}")
            .ToList();

        Violations.AssertNone(today.Except(StateOwners.Words.Keys)
            .Select(path => $"{path} has words that threads share and is not in StateOwners: move the code to the type that owns the word, or add the file with its word."));
        Violations.AssertNone(StateOwners.Words.Keys.Except(today).Select(path => $"{path} is in StateOwners but has no shared word any more: remove it."));
    }

    [Fact]
    public void File_BareAtomics_AreOnlyInAtomicsFolder()
        => Violations.AssertNone(
            from at in s_files
            where at.Project == "HostedRuntime.Core" && !IsOfTheOperations(at)
            from line in at.File.Lines
            where BareOperation().IsMatch(line.Text)
            select $"{at.Project}/{at.File.Path}:{line.Number} bypasses {StateOwners.OperationsFolder}: the explorer would not see this step.");

    [Fact]
    public void File_ThreadStarts_AreOnlyInThreadStarter()
        => Violations.AssertNone(
            from at in s_files
            where at.File.Path != "Scheduling/Threads/ThreadStarter.cs"
            from line in at.File.Lines
            where ThreadStart().IsMatch(line.Text)
            select $"{at.Project}/{at.File.Path}:{line.Number} starts a thread: use ThreadStarter, and handle its failure.");

    [Fact]
    public void File_LocksOfEngine_AreTakenByHold()
        => Violations.AssertNone(
            from at in s_files
            where at.Project == "HostedRuntime.Core" && !IsOfTheOperations(at)
            from line in at.File.Lines
            where LockStatement().IsMatch(line.Text)
            select $"{at.Project}/{at.File.Path}:{line.Number} has a lock statement, which an interrupt of the thread can break: take the lock by Hold.");

    /// <summary>The generator of log messages writes several classes in a random order, and then two builds differ.</summary>
    [Fact]
    public void Project_GeneratedLogMessages_AreInOneClass()
        => Violations.AssertNone(s_files
            .Where(at => GeneratedMessage().IsMatch(at.File.Text))
            .GroupBy(at => at.Project)
            .Where(project => project.Count() > 1)
            .Select(project => $"{project.Key} has generated log messages in {string.Join(", ", project.Select(at => at.File.Path))}: move them to one class."));

    /// <summary>Directory.Build.props takes the address from the build. A second place would be wrong after a move.</summary>
    [Fact]
    public void File_AddressOfRepository_IsOnlyExample()
        => Violations.AssertNone(
            from folder in (string[])[".", "src", "samples", "tests", "docs", ".github"]
            from pattern in (string[])["*.cs", "*.csproj", "*.props", "*.targets", "*.md", "*.json", "*.yml", "*.mjs"]
            from file in RepositoryFile.Below(folder, pattern)
            from line in file.Lines
            where OwnAddress().IsMatch(line.Text)
            select $"{file.Path}:{line.Number} assumes where the repository is: take RepositoryUrl from the build, or link to the file by its path.");

    private static bool IsOfTheOperations((string Project, SourceFile File) at)
        => $"{at.Project}/{at.File.Path}".StartsWith(StateOwners.OperationsFolder, StringComparison.Ordinal);

    private static IEnumerable<string> LinesThat(Func<string, bool> match)
        => from at in s_files
           from line in at.File.Lines
           where match(line.Text)
           select $"{at.Project}/{at.File.Path}:{line.Number}";

    [GeneratedRegex("^(Utils?|Utilities|Helpers?|Common|Managers?)$|(Utils?|Helpers?|Manager)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"://(?!github\.com/example/|localhost)[^\s""<>)]*hostedruntime", RegexOptions.IgnoreCase)]
    private static partial Regex OwnAddress();

    [GeneratedRegex(@"^(?!\s*//).*(\.UnsafeStart\(|[tT]hread\.Start\()")]
    private static partial Regex ThreadStart();

    [GeneratedRegex(@"^(?!\s*//).*\b(lock \(|EnterScope\(|Monitor\.(Try)?Enter\()")]
    private static partial Regex LockStatement();

    [GeneratedRegex(@"^(?!\s*//).*(\b(Interlocked|Volatile)\.|\bMemoryBarrier\(|\bvolatile\s)", RegexOptions.Multiline)]
    private static partial Regex BareOperation();

    [GeneratedRegex(@"\[LoggerMessage\(.*\n.* partial ")]
    private static partial Regex GeneratedMessage();

    [GeneratedRegex(@"^(?!\s*//).*(\bAtomic(Int|Long|Bool|Ref<)|\bFence\.)", RegexOptions.Multiline)]
    private static partial Regex SharedWord();
}
