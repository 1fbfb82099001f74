namespace HostedRuntime.Tests.Nodes.Harness;

/// <summary>Nodes as processes on loopback, with a folder of their own.</summary>
internal sealed class NodeCluster(NodeStore store) : IAsyncDisposable
{
    private readonly string _cluster = $"c{Guid.NewGuid():N}";
    private readonly List<NodeProcess> _nodes = [];
    private int _started;

    /// <summary>Changes how the next nodes are started.</summary>
    public Func<NodeSettings, NodeSettings> Configure { get; set; } = static settings => settings;

    public string Folder { get; } = Directory.CreateTempSubdirectory("nodes-").FullName;

    public IReadOnlyList<NodeProcess> Nodes => _nodes;

    public NodeProcess this[string node] => _nodes.Single(one => one.Node == node);

    public NodeProcess OtherThan(params string[] nodes) => _nodes.First(one => !nodes.Contains(one.Node));

    public Task<NodeProcess> AddAsync() => AddAsync(FreePorts.Next(), FreePorts.Next());

    public async Task StartAsync(int nodes)
    {
        for (var i = 0; i < nodes; i++)
            await AddAsync();
        await KnowEachOtherAsync();
    }

    /// <summary>Kills all nodes at once, and starts as many again at the same addresses, as after a power cut.</summary>
    public async Task KillAndStartAllAsync()
    {
        var dead = _nodes.ToList();
        await Task.WhenAll(dead.Select(static node => node.KillAsync()));
        foreach (var node in dead)
            await RemoveAsync(node);
        await Task.WhenAll(dead.Select(node => AddAsync(node.Settings.SiloPort, node.Settings.GatewayPort)));
        await KnowEachOtherAsync();
    }

    /// <summary>Waits until each node has heard of all others.</summary>
    public async Task KnowEachOtherAsync()
    {
        foreach (var node in _nodes)
        {
            while (_nodes.Any(static one => one.HasExited) || !_nodes.Select(static one => one.Node).Order(StringComparer.Ordinal).SequenceEqual((await node.OkAsync("nodes")).Order(StringComparer.Ordinal)))
                await Task.Delay(100);
        }
    }

    /// <summary>Forgets a node that was ended, and its process.</summary>
    public async Task RemoveAsync(NodeProcess node)
    {
        _nodes.Remove(node);
        await node.DisposeAsync();
    }

    /// <summary>Lets the bodies end that wait for a gate.</summary>
    public void Open(string gate) => File.WriteAllText(Path.Combine(Folder, gate + ".gate"), "");

    /// <summary>Returns the lines of the journals of all nodes, dead ones too.</summary>
    public IEnumerable<string[]> LinesOf(string verb, string name) => LinesOf(verb).Where(line => line[1] == name);

    public IEnumerable<string[]> LinesOf(string verb) => Tests.Nodes.Journal.ReadAll(Folder).Where(line => line[0] == verb);

    /// <summary>Waits until a status shows a state.</summary>
    /// <returns>The words of the status.</returns>
    public static async Task<string[]> UntilAsync(NodeProcess node, string job, Func<string[], bool> isSo)
    {
        while (true)
        {
            var answer = await node.CallAsync("status", job);
            if (answer[0] == "ok" && isSo(answer[1..]))
                return answer[1..];
            await Task.Delay(100);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<NodeProcess> AddAsync(int siloPort, int gatewayPort)
    {
        var name = $"n{Interlocked.Increment(ref _started)}";
        var node = await NodeProcess.StartAsync(Configure(new NodeSettings(_cluster, name, Folder, siloPort, gatewayPort, store)));
        lock (_nodes)
            _nodes.Add(node);
        return node;
    }
}
