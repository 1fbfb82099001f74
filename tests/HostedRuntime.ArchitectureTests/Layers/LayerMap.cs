namespace HostedRuntime.ArchitectureTests.Layers;

/// <summary>The folders of a project, and for each the folders that its code may name. A folder may always name itself.</summary>
internal sealed class LayerMap(Dictionary<string, string[]> arrows)
{
    /// <summary>
    /// The layers of the engine, which <c>src/HostedRuntime.Core/README.md</c> draws. Groups and Selecting are the top layers; no other
    /// folder names them. A task knows an abstract owner and no scheduler. Locks, channels and timers reach a task only through Waiting.
    /// Diagnostics is filled by Runtime and the folders below it, and names none of them.
    /// </summary>
    public static LayerMap Core { get; } = new(new()
    {
        ["Groups"] = ["Runtime", "Tasks", "Waiting", "Atomics"],
        ["Selecting"] = ["Tasks", "Channels", "Time", "Sync", "Waiting", "Atomics"],
        ["Runtime"] = ["Scheduling", "Blocking", "Tasks", "Stacks", "Waiting", "Channels", "Time", "Diagnostics", "Atomics"],
        ["Scheduling"] = ["Tasks", "Stacks", "Waiting", "Diagnostics", "Atomics"],
        ["Blocking"] = ["Scheduling", "Tasks", "Waiting", "Diagnostics", "Atomics"],
        ["Tasks"] = ["Stacks", "Waiting", "Diagnostics", "Atomics"],
        ["Stacks"] = ["Waiting", "Diagnostics"],
        ["Sync"] = ["Waiting", "Diagnostics", "Atomics"],
        ["Channels"] = ["Waiting", "Diagnostics", "Atomics"],
        ["Time"] = ["Waiting", "Diagnostics", "Atomics"],
        ["Waiting"] = ["Diagnostics", "Atomics"],
        ["Diagnostics"] = [],
        ["Atomics"] = [],
    });

    /// <summary>
    /// The layers of the host. DependencyInjection is the top layer; it registers what the others make. Hosting takes the runtimes and
    /// their plugins through the host's phases, so a plugin knows nothing of the phases. Cluster has jobs, locks and channels, and knows no
    /// engine. Every layer finds the runtimes and their additions in Registration.
    /// </summary>
    public static LayerMap Host { get; } = new(new()
    {
        ["DependencyInjection"] = ["Hosting", "Cluster", "Plugins", "Configuration", "Diagnostics", "Registration"],
        ["Hosting"] = ["Cluster", "Plugins", "Configuration", "Diagnostics", "Registration"],
        ["Commands"] = ["Plugins", "Configuration", "Diagnostics", "Registration"],
        ["Cluster"] = ["Configuration", "Diagnostics", "Registration"],
        ["HealthChecks"] = ["Registration"],
        ["Plugins"] = ["Configuration", "Diagnostics", "Registration"],
        ["Configuration"] = ["Diagnostics", "Registration"],
        ["Diagnostics"] = [],
        ["Registration"] = [],
    });

    /// <summary>The map of each project that has layers, by the project's name.</summary>
    public static IReadOnlyDictionary<string, LayerMap> Of { get; } = new Dictionary<string, LayerMap> { ["HostedRuntime.Core"] = Core, ["HostedRuntime"] = Host };

    /// <summary>The arrows of the map: a folder, and a folder that its code may name.</summary>
    public IEnumerable<(string From, string To)> Drawn => arrows.SelectMany(row => row.Value.Select(to => (row.Key, to)));

    /// <summary>The folders that name each other in a cycle, and the folders above them. Empty if the map has layers.</summary>
    public IReadOnlyList<string> WithoutLayer
    {
        get
        {
            var left = arrows.Keys.ToList();
            while (left.Find(folder => !arrows[folder].Any(left.Contains)) is { } lowest)
                left.Remove(lowest);
            return left;
        }
    }

    public IEnumerable<string> Folders => arrows.Keys;

    public bool Has(string folder) => arrows.ContainsKey(folder);

    public IReadOnlyList<string> UsedBy(string folder) => arrows[folder];

    public bool Allows(Arrow arrow) => arrow.From == arrow.To || (arrows.TryGetValue(arrow.From, out var allowed) && allowed.Contains(arrow.To));
}
