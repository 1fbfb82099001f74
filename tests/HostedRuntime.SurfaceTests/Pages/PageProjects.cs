using System.Xml.Linq;
using HostedRuntime.SurfaceTests.Packages;

namespace HostedRuntime.SurfaceTests.Pages;

/// <summary>
/// Builds the code of the pages as a reader would. The commands of each page create a new project, which gets the code of the page and is
/// built.
/// </summary>
/// <remarks>
/// Each distinct list of commands runs once, and one build builds all programs. The packages come from a
/// <see cref="LocalFeed"/>.
/// </remarks>
public sealed class PageProjects : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pages-");
    private readonly Dictionary<string, IReadOnlyList<string>> _projects = [];
    private string _said = "";

    public async ValueTask InitializeAsync()
    {
        await LocalFeed.CreateAsync(_root.FullName);

        var made = new Dictionary<string, string>();
        foreach (var page in Page.All.Where(static page => page.HasCode && page.Commands.Count > 0))
        {
            var commands = string.Join('\n', page.Commands);
            if (!made.TryGetValue(commands, out var project))
                made.Add(commands, project = await MakeProjectAsync($"made{made.Count}", page.Commands));
            _projects.Add(page.Name, [.. page.Programs.Select((program, i) => Write(page, program, i, project))]);
        }

        var solution = Path.Combine(_root.FullName, "pages.slnx");
        var projects = _projects.Values.SelectMany(static paths => paths).Select(static path => new XElement("Project", new XAttribute("Path", path)));
        await File.WriteAllTextAsync(solution, new XElement("Solution", projects).ToString());
        (_, _said) = await DotnetCommand.RunAsync(_root.FullName, ["build", solution, "-nologo", "-v", "quiet", "-p:TreatWarningsAsErrors=true"], LocalFeed.Environment(_root.FullName));
    }

    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Fails with the compiler's messages unless each program of the page was built.</summary>
    internal void AssertBuilt(Page page)
    {
        var projects = _projects.GetValueOrDefault(page.Name, []);
        Assert.True(projects.Count > 0, $"{page.Name} shows code, but not the commands that make its project, or no program.");
        Assert.All(projects, project =>
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var isBuilt = File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "bin", "Debug", "net10.0", $"{name}.dll"));
            Assert.True(isBuilt, string.Join('\n', _said.Split('\n').Where(line => line.Contains(project, StringComparison.Ordinal)).DefaultIfEmpty(_said)));
        });
    }

    private string Folder(params ReadOnlySpan<string> path) => Directory.CreateDirectory(Path.Combine([_root.FullName, .. path])).FullName;

    /// <summary>Runs the commands as they are printed, in their own folder.</summary>
    /// <returns>The path of the project.</returns>
    private async Task<string> MakeProjectAsync(string name, IReadOnlyList<string> commands)
    {
        var folder = Folder(name);
        foreach (var command in commands)
        {
            Assert.StartsWith("dotnet ", command, StringComparison.Ordinal);
            await DotnetCommand.SucceedAsync(folder, command.Split(' ')[1..], LocalFeed.Environment(_root.FullName));
        }

        return Path.Combine(folder, $"{name}.csproj");
    }

    private string Write(Page page, string program, int index, string project)
    {
        var name = $"{page.Name.Replace('/', '_').Replace(".md", "", StringComparison.Ordinal)}_{index + 1}";
        var folder = Folder("projects", name);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), program);
        for (var i = 0; i < page.Files.Count; i++)
            File.WriteAllText(Path.Combine(folder, $"File{i + 1}.cs"), page.Files[i]);
        var copy = Path.Combine(folder, $"{name}.csproj");
        File.Copy(project, copy);
        return copy;
    }
}
