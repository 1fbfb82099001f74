using HostedRuntime.Tasks;

namespace HostedRuntime.Models;

/// <summary>A task that counts its runs.</summary>
internal sealed class ModelTask(int number, TaskOwner owner, string? name = null)
    : RuntimeTask(owner, s_body, new SpawnOptions { Name = name, SuppressFlow = true }, new SpawnSite(Path, 1))
{
    public const string Path = "Model.cs";

    private static readonly Action s_body = static () => { };

    public int Number => number;

    /// <summary>Additional code of the run, or null.</summary>
    public Action? Body { get; set; }

    /// <summary>How often the task was run, or was taken to be run.</summary>
    public int Runs { get; set; }

    public static ModelTask[] Some(int count, TaskOwner? owner = null)
    {
        owner ??= new StubTaskOwner();
        return [.. Enumerable.Range(0, count).Select(number => new ModelTask(number, owner))];
    }

    public override string ToString() => $"task {number}";

    private protected override Task? RunBody()
    {
        Runs++;
        Body?.Invoke();
        return null;
    }

    private protected override void Adopt(Task body) => throw new NotSupportedException("The body ends in its first run.");
}
