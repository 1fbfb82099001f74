namespace HostedRuntime.ArchitectureTests.Layers;

/// <summary>Each folder of the engine names only the folders that the map allows.</summary>
public sealed class LayerTests
{
    private static readonly ArrowWalker s_core = new(new SourceProject("HostedRuntime.Core").Files);

    [Fact]
    public void Core_Sources_CompileInWalker() => Assert.Empty(s_core.Errors);

    [Fact]
    public void Core_Folders_AreAllOnMap()
        => Assert.Empty(new SourceProject("HostedRuntime.Core").Files.Where(file => !LayerMap.Core.Has(file.Folder)).Select(file => file.Path));

    [Fact]
    public void Core_Arrows_AreAllDrawn()
    {
        var forbidden = s_core.Arrows().Where(arrow => !LayerMap.Core.Allows(arrow)).Distinct().ToList();
        Assert.True(forbidden.Count == 0, "Arrows that are not on the map:" + string.Concat(forbidden.Select(arrow => Environment.NewLine + "  " + arrow)));
    }
}
