using Starvation.Figures;

namespace Samples.Tests.Starvation;

public sealed class FigureBlockTests : IDisposable
{
    private readonly string _page = Path.GetTempFileName();

    public void Dispose() => File.Delete(_page);

    [Fact]
    public void Renew_PageWithoutMarks_ThrowsAndKeepsPage()
    {
        File.WriteAllText(_page, "text");

        var error = Assert.Throws<InvalidOperationException>(() => FigureBlock.Renew(_page, "figures"));

        Assert.Equal($"{_page} has no place for the figures: add the lines '<!-- figures of samples/Starvation -->' and '<!-- end of the figures -->'.", error.Message);
        Assert.Equal("text", File.ReadAllText(_page));
    }
}
