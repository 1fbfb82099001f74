namespace HostedRuntime.ArchitectureTests.Layers;

/// <summary>A place where the code of one folder names a symbol that another folder declares.</summary>
internal sealed record Arrow(string From, string To, string File, int Line, string Symbol)
{
    public override string ToString() => $"{From} -> {To}: {File}:{Line} names {Symbol}";
}
