<?xml version="1.0" encoding="UTF-8"?>
<!-- Keeps of a bill of materials the components whose jars are in the distribution. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:b="http://cyclonedx.org/schema/bom/1.6">
  <xsl:output indent="yes"/>
  <xsl:strip-space elements="*"/>
  <!-- Paths of jars, joined by blanks. -->
  <xsl:param name="jars"/>
  <xsl:key name="component" match="b:bom/b:components/b:component" use="@bom-ref"/>

  <xsl:template match="@*|node()">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()"/>
    </xsl:copy>
  </xsl:template>

  <xsl:template match="b:bom/b:components/b:component">
    <xsl:if test="contains($jars, concat('/', b:name, '-', b:version))">
      <xsl:copy>
        <xsl:apply-templates select="@*|node()"/>
      </xsl:copy>
    </xsl:if>
  </xsl:template>

  <xsl:template match="b:dependency">
    <xsl:variable name="of" select="key('component', @ref)"/>
    <xsl:if test="not($of) or contains($jars, concat('/', $of/b:name, '-', $of/b:version))">
      <xsl:copy>
        <xsl:apply-templates select="@*|node()"/>
      </xsl:copy>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
